"""Visits of one person become sessions, over all their devices."""

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F

from tandem.columns.owners import with_person
from tandem.columns.silences import DAY_US, fills_day_before, is_silence
from tandem.columns.ua import cut_as_ua
from tandem.config import Cuts, SessionsConfig
from tandem.tables.raw import MONEY

FROM_FIRST = ("visit_id", "started_at", "date", "landing_page", "device_class", "consent", "is_returning")
ENTRY = ("channel", "campaign_id", "creative_id", "placement")


def build_sessions(
    visits: DataFrame, people: DataFrame, conf: SessionsConfig, *, mode: Cuts, timezone: str
) -> DataFrame:
    """Sessions, one row per unbroken activity of one person over all their devices, cut in the `mode` of `visits`."""
    return (
        with_person(visits, people)
        .transform(number_sessions, timeout_s=conf.timeout_s, mode=mode, timezone=timezone)
        .withColumn("is_returning", was_here(F.col("last_ended_at"), F.col("started_at"), days=conf.returning_days))
        .transform(summarise_sessions)
        .transform(judge_engagement, engaged_s=conf.engaged_s)
    )


def number_sessions(visits: DataFrame, *, timeout_s: int, mode: Cuts, timezone: str) -> DataFrame:
    """`visits` with `session_no` and `visit_no`, counted per person, and `last_ended_at`, the latest end before."""
    in_time = Window.partitionBy("person_id").orderBy("started_at", "visit_id")
    so_far = in_time.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    cut = cut_as_ga4(visits, in_time, timeout_s=timeout_s)
    if mode == "ua":
        # A visit lies within one reporting day and came by one campaign, so that its start speaks for all of it.
        cut = cut_as_ua(cut, instant="started_at", campaign=F.col("campaign_id"), in_time=in_time, timezone=timezone)
    return cut.select(
        *visits.columns,
        F.count_if("starts").over(so_far).alias("session_no"),
        F.row_number().over(in_time).alias("visit_no"),
        "last_ended_at",
    )


def cut_as_ga4(visits: DataFrame, in_time: WindowSpec, *, timeout_s: int) -> DataFrame:
    """`visits` with `starts` at the first after a silence on all devices, and `last_ended_at`.

    A person who falls silent at no time of a UTC day, on no device, is cut at the midnight after it, as a device is.
    """
    before = in_time.rowsBetween(Window.unboundedPreceding, -1)
    so_far = in_time.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    after_silence = is_silence(F.col("last_ended_at"), F.col("started_at"), timeout_s=timeout_s)
    breaks = F.col("last_date").isNull() | after_silence
    unbroken = F.when(breaks, F.col("started_at"))
    is_new_day = F.coalesce(F.col("last_date") < F.col("date"), F.lit(False))
    is_cut = is_new_day & fills_day_before(F.col("active_since"), F.col("date"), timeout_s=timeout_s)
    return (
        visits.withColumns({"last_ended_at": F.max("ended_at").over(before), "last_date": F.lag("date").over(in_time)})
        .withColumn("active_since", F.last(unbroken, ignorenulls=True).over(so_far))
        .withColumns({"starts": breaks | is_cut, "is_runaway": F.col("is_runaway") | is_cut})
        .select(*visits.columns, "starts", "last_ended_at")
    )


def summarise_sessions(visits: DataFrame) -> DataFrame:
    """One row per `person_id` and `session_no` of numbered `visits`; every measure is a sum over visits."""
    sessions = visits.groupBy("person_id", "session_no").agg(
        first_where(F.lit(True), *FROM_FIRST).alias("first"),
        first_where(F.col("channel") != "Direct", *ENTRY).alias("entry"),
        first_where(F.lit(True), *ENTRY).alias("opening"),
        F.max("ended_at").alias("ended_at"),
        F.count("*").alias("visit_count"),
        F.count_distinct("device_id").alias("device_count"),
        *(F.sum(name).alias(name) for name in ("event_count", "view_count", "ad_click_count", "conversion_count")),
        F.sum("value").cast(MONEY).alias("value"),
        F.bool_or("is_runaway").alias("is_runaway"),
        F.min("excluded_by").alias("excluded_by"),
    )
    return sessions.withColumns(
        {
            "session_id": F.col("first.visit_id"),
            **{name: F.col(f"first.{name}") for name in FROM_FIRST if name != "visit_id"},
            **{name: F.coalesce("entry", "opening")[name] for name in ENTRY},
        }
    )


def judge_engagement(sessions: DataFrame, *, engaged_s: int) -> DataFrame:
    """Add length, cross-device flag, and whether the session is engaged as GA4 has it."""
    duration_s = F.unix_seconds("ended_at") - F.unix_seconds("started_at")
    is_engaged = (F.col("duration_s") >= engaged_s) | (F.col("conversion_count") > 0) | (F.col("view_count") >= 2)
    return (
        sessions.withColumns({"duration_s": duration_s, "is_cross_device": F.col("device_count") > 1})
        .withColumn("is_engaged", is_engaged)
        .withColumn("is_bounce", ~F.col("is_engaged"))
    )


def was_here(last_ended_at: Column, started_at: Column, *, days: int) -> Column:
    """The person was active at some time in the `days` days before."""
    since_us = F.unix_micros(started_at) - F.unix_micros(last_ended_at)
    return F.coalesce(since_us <= days * DAY_US, F.lit(False))


def first_where(condition: Column, *columns: str) -> Column:
    """`columns` of the session's first visit that meets `condition`, as a struct; null when none does."""
    return F.min_by(F.struct(*columns), F.when(condition, F.col("visit_no")))
