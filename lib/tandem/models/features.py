"""What is known of a session when it ends."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

PRIOR_DAYS = 30
LABELS = ("channel", "device_class")
NUMBERS = (
    "duration_s",
    "visit_count",
    "device_count",
    "event_count",
    "view_count",
    "ad_click_count",
    "conversion_count",
    "value",
    "is_cross_device",
    "is_engaged",
    "is_returning",
    "hour",
    "weekday",
    "prior_sessions",
    "prior_conversions",
    "prior_value",
    "days_since_prior",
)
FEATURES = (*LABELS, *NUMBERS)
DAY_S = 86_400


def build_features(sessions: DataFrame, *, timezone: str) -> DataFrame:
    """Features of every session that counts, one row per session; `sessions` reach PRIOR_DAYS further back.

    Nothing in a row happened after the session's end.
    """
    counted = sessions.where(F.col("excluded_by").isNull()).withColumns(
        {"value": F.coalesce("value", F.lit(0)), **{label: F.coalesce(label, F.lit("")) for label in LABELS}}
    )
    known = counted.withColumns({**clock("started_at", timezone), **prior_activity()})
    numbers = (F.col(name).cast("double").alias(name) for name in NUMBERS)
    return known.select("session_id", "person_id", "date", "ended_at", *LABELS, *numbers)


def clock(instant: str, timezone: str) -> dict[str, Column]:
    """Hour and day of the week on the reporting clock."""
    local = F.from_utc_timestamp(instant, timezone)
    return {"hour": F.hour(local), "weekday": F.weekday(local)}


def prior_activity() -> dict[str, Column]:
    """What the person did in sessions that began in the PRIOR_DAYS before this one."""
    started_s = F.unix_timestamp("started_at")
    before = Window.partitionBy("person_id").orderBy(started_s).rangeBetween(-PRIOR_DAYS * DAY_S, -1)
    return {
        "prior_sessions": F.count("*").over(before),
        "prior_conversions": F.coalesce(F.sum("conversion_count").over(before), F.lit(0)),
        "prior_value": F.coalesce(F.sum("value").over(before), F.lit(0)),
        "days_since_prior": (started_s - F.max(F.unix_timestamp("ended_at")).over(before)) / DAY_S,
    }
