"""Where the activity of one device is cut into visits."""

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F

from tandem.columns.silences import fills_day_before, is_silence
from tandem.columns.ua import cut_as_ua
from tandem.config import VisitsConfig

NOBODY = ""  # after a silence or a logout nobody is logged in; no id is empty


def number_events(events: DataFrame, conf: VisitsConfig, *, timezone: str) -> DataFrame:
    """`events` with `event_no` and `visit_no`, counted per device, and `is_runaway` where a runaway day cuts."""
    cut = events.transform(cut_as_ga4, timeout_s=conf.timeout_s)
    if conf.mode == "ua":
        cut = cut_as_ua(cut, instant="occurred_at", campaign=arrived_by(), in_time=in_time(), timezone=timezone)
    return cut.select(
        *events.columns,
        F.row_number().over(in_time()).alias("event_no"),
        F.count_if("starts").over(so_far()).alias("visit_no"),
        "is_runaway",
    )


def arrived_by() -> Column:
    """The campaign that brings the visitor at this event; null for one that only says what brought them before.

    What brings a visitor has a channel: so a purchase that names its visit's campaign is no arrival.
    """
    return F.when(F.col("channel").isNotNull(), F.col("campaign_id"))


def cut_as_ga4(events: DataFrame, *, timeout_s: int) -> DataFrame:
    """`events` with `starts` at the first after a silence, a logout or a runaway day, and at another user's."""
    breaks = F.col("after_silence") | F.col("after_logout")
    is_first = F.col("last_date").isNull()
    starts = is_first | breaks | F.col("is_runaway") | is_login_of_another(F.col("user_id"), timeout_s=timeout_s)
    return (
        look_back(events, timeout_s=timeout_s)
        .transform(remember)
        .withColumn("is_runaway", ~breaks & is_runaway_cut(timeout_s=timeout_s))
        .withColumn("starts", starts)
        .select(*events.columns, "is_runaway", "starts")
    )


def look_back(events: DataFrame, *, timeout_s: int) -> DataFrame:
    """Add the day of the event before, and whether a silence or a logout lies between."""
    return events.withColumns(
        {
            "last_date": F.lag("date").over(in_time()),
            "after_silence": is_silence(
                F.lag("occurred_at").over(in_time()), F.col("occurred_at"), timeout_s=timeout_s
            ),
            "after_logout": F.coalesce(F.lag("name").over(in_time()) == "logout", F.lit(False)),
        }
    )


def remember(events: DataFrame) -> DataFrame:
    """Add since when the device is active without a silence, and who was last seen logged in, on which day."""
    breaks = F.col("after_silence") | F.col("after_logout")
    user = F.when(breaks, F.coalesce("user_id", F.lit(NOBODY))).otherwise(F.col("user_id"))
    unbroken = F.when(F.col("after_silence") | F.col("last_date").isNull(), F.col("occurred_at"))
    return events.withColumns(
        {
            "active_since": F.last(unbroken, ignorenulls=True).over(so_far()),
            "last_user": F.last(user, ignorenulls=True).over(before()),
            "last_user_date": F.last(F.when(user.isNotNull(), F.col("date")), ignorenulls=True).over(before()),
        }
    )


def is_runaway_cut(*, timeout_s: int) -> Column:
    """The event is the first of its day, and the device fell silent at no time of the day before."""
    is_new_day = F.col("last_date") < F.col("date")
    return F.coalesce(is_new_day, F.lit(False)) & is_runaway_day(timeout_s=timeout_s)


def is_login_of_another(user: Column, *, timeout_s: int) -> Column:
    """A user is seen while another one is logged in; whom a midnight has cut off is logged in no more."""
    was_cut_off = (F.col("last_user_date") < F.col("date")) & is_runaway_day(timeout_s=timeout_s)
    is_another = (F.col("last_user") != NOBODY) & (F.col("last_user") != user)
    return F.coalesce(is_another & ~was_cut_off, F.lit(False))


def is_runaway_day(*, timeout_s: int) -> Column:
    """The midnight before the event's day is a cut, because the day before it had no silence."""
    return fills_day_before(F.col("active_since"), F.col("date"), timeout_s=timeout_s)


def in_time() -> WindowSpec:
    """Events of one device in order: one window for every step, so that Spark sorts once."""
    return Window.partitionBy("device_id").orderBy("occurred_at", "event_id")


def before() -> WindowSpec:
    """Events of the device before this one."""
    return in_time().rowsBetween(Window.unboundedPreceding, -1)


def so_far() -> WindowSpec:
    """Events of the device up to this one."""
    return in_time().rowsBetween(Window.unboundedPreceding, Window.currentRow)
