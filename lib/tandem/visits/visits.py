"""Events of each device become visits."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.columns.flags import unseen_by
from tandem.columns.verdicts import mark_excluded
from tandem.config import VisitsConfig
from tandem.tables.raw import MONEY
from tandem.visits.cuts import number_events

# Not something a visitor does on a device: a mail leaves the server, a ping only says that a page is still open.
NOT_ACTIVITY = ("email_sent", "ping")
CONVERSIONS = ("purchase", "lead")
ENTRY = ("channel", "campaign_id", "creative_id", "placement")
CARRIED = (
    "device_id", "event_id", "occurred_at", "date", "name", "user_id", "email_id", *ENTRY,
    "landing_page", "device_class", "consent", "value", "excluded_by",
)  # fmt: skip


def build_visits(events: DataFrame, verdicts: DataFrame, conf: VisitsConfig, *, timezone: str) -> DataFrame:
    """Visits, one row per unbroken activity of one user on one device; mode `ua` cuts at midnights of `timezone`."""
    # What the cuts and sums need and no more: every column here is shuffled and sorted.
    carried = mark_excluded(events.where(is_activity()), verdicts).select(*CARRIED)
    return carried.transform(number_events, conf, timezone=timezone).transform(summarise_visits)


def is_activity() -> Column:
    """A device did something."""
    is_seen = unseen_by(F.col("flags")).isNull()
    return F.col("device_id").isNotNull() & ~F.col("name").isin(*NOT_ACTIVITY) & is_seen


def summarise_visits(events: DataFrame) -> DataFrame:
    """One row per `device_id` and `visit_no` of numbered `events`."""
    is_view, is_ad_click = F.col("name") == "view", F.col("name") == "ad_click"
    is_conversion = F.col("name").isin(*CONVERSIONS)
    email_id = first_where(F.col("email_id").isNotNull(), "email_id")["email_id"]
    visits = events.groupBy("device_id", "visit_no").agg(
        first_where(F.lit(True), "event_id", "occurred_at", "date", "device_class", "consent").alias("first"),
        first_where(F.col("channel").isNotNull(), *ENTRY).alias("entry"),
        first_where(is_view, "landing_page").alias("view"),
        F.coalesce(F.max("user_id"), email_id).alias("strong_id"),  # a visit has one user at most
        F.max("occurred_at").alias("ended_at"),
        F.bool_or(F.col("name") == "logout").alias("logged_out"),
        F.count("*").alias("event_count"),
        F.count_if(is_view).alias("view_count"),
        F.count_if(is_ad_click).alias("ad_click_count"),
        F.count_if(is_conversion).alias("conversion_count"),
        F.coalesce(F.sum(F.when(is_conversion, F.col("value"))), F.lit(0)).cast(MONEY).alias("value"),
        F.min(F.when(is_ad_click, F.col("occurred_at"))).alias("clicked_at"),
        F.bool_or("is_runaway").alias("is_runaway"),
        F.min("excluded_by").alias("excluded_by"),
    )
    return visits.withColumns(
        {
            "visit_id": F.md5("first.event_id"),
            "first_event_id": F.col("first.event_id"),
            "started_at": F.col("first.occurred_at"),
            "date": F.col("first.date"),
            "device_class": F.col("first.device_class"),
            "consent": F.col("first.consent"),
            "channel": F.coalesce("entry.channel", F.lit("Direct")),
            **{name: F.col(f"entry.{name}") for name in ENTRY if name != "channel"},
            "landing_page": F.col("view.landing_page"),
            "is_opened_by_click": F.coalesce(F.col("clicked_at") == F.col("first.occurred_at"), F.lit(False)),
        }
    )


def first_where(condition: Column, *columns: str) -> Column:
    """`columns` of the visit's first event that meets `condition`, as a struct; null when none does."""
    return F.min_by(F.struct(*columns), F.when(condition, F.col("event_no")))
