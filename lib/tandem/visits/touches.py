"""What may earn credit: ad clicks, visits and viewable impressions of each device."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.columns.urls import host_of_page
from tandem.columns.verdicts import ONE_EVENT, mark_excluded
from tandem.tables import COHORT_NAMES, TOUCHES

PAYLOAD = ("channel", "campaign_id", "creative_id", "placement", "device_class", "consent")
OF_VISIT = ("strong_id", "visit_id", "visit_started_at", "excluded_by")


def build_touches(visits: DataFrame, events: DataFrame, impressions: DataFrame, verdicts: DataFrame) -> DataFrame:
    """Touches, one row per ad click, per visit that no ad click opened, and per viewable impression."""
    clicks, openings = touch_by_click(events, visits, verdicts), touch_by_visit(visits)
    return clicks.unionByName(openings).unionByName(touch_by_impression(impressions, verdicts))


def touch_by_click(events: DataFrame, visits: DataFrame, verdicts: DataFrame) -> DataFrame:
    """One touch per ad click, with the visit that it is part of: the last one begun by then on its device.

    A click that counts no second time is set aside alone; one of a visit that is set aside, with it.
    """
    clicks = (
        events.where((F.col("name") == "ad_click") & F.col("device_id").isNotNull())
        .select("device_id", "occurred_at", "event_id", "date", "landing_page", *PAYLOAD, *COHORT_NAMES)
        .withColumn("visit", F.lit(None))
        .transform(mark_excluded, verdicts, ONE_EVENT)
    )
    begun = visits.select(
        "device_id",
        F.col("started_at").alias("occurred_at"),
        F.col("first_event_id").alias("event_id"),
        F.struct(
            "strong_id",
            "visit_id",
            F.col("started_at").alias("visit_started_at"),
            "excluded_by",
            "channel",
            "landing_page",
        ).alias("visit"),
    )
    # A visit and the click that opens it are the same event, so the visit sorts first.
    in_time = Window.partitionBy("device_id").orderBy("occurred_at", "event_id", F.col("visit").isNull())
    so_far = in_time.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    merged = begun.unionByName(clicks, allowMissingColumns=True).withColumns(
        {"is_click": F.col("visit").isNull(), "visit": F.last("visit", ignorenulls=True).over(so_far)}
    )
    return merged.where("is_click").select(
        *(F.col(f"visit.{name}") for name in OF_VISIT if name != "excluded_by"),
        *(name for name in TOUCHES.column_names if name in clicks.columns and name not in ("channel", "excluded_by")),
        F.coalesce("visit.excluded_by", "excluded_by").alias("excluded_by"),
        F.coalesce("channel", "visit.channel").alias("channel"),
        host_of_page(F.coalesce("landing_page", "visit.landing_page")).alias("host"),
        F.col("event_id").alias("touch_id"),
        F.lit("ad_click").alias("kind"),
    )


def touch_by_visit(visits: DataFrame) -> DataFrame:
    """One touch per visit that no ad click opened; an ad click and the visit it opens are one touch."""
    return visits.where(~F.col("is_opened_by_click")).select(
        "device_id", "strong_id", "visit_id", "date", *PAYLOAD, "excluded_by",
        F.col("started_at").alias("occurred_at"),
        F.col("started_at").alias("visit_started_at"),
        F.col("first_event_id").alias("touch_id"),
        host_of_page(F.col("landing_page")).alias("host"),
        F.lit("visit").alias("kind"),
        *untold(),
    )  # fmt: skip


def touch_by_impression(impressions: DataFrame, verdicts: DataFrame) -> DataFrame:
    """One touch per viewable impression on a known device."""
    seen = impressions.where(F.col("viewable") & F.col("device_id").isNotNull())
    return mark_excluded(seen, verdicts).select(
        "device_id", "occurred_at", "date", *PAYLOAD, "excluded_by",
        F.lit(None).cast("string").alias("strong_id"),
        F.lit(None).cast("string").alias("visit_id"),
        F.lit(None).cast("string").alias("host"),
        F.col("occurred_at").alias("visit_started_at"),
        F.col("impression_id").alias("touch_id"),
        F.lit("impression").alias("kind"),
        *untold(),
    )  # fmt: skip


def untold() -> tuple[Column, ...]:
    """What touches that are no ad click leave empty."""
    return tuple(F.lit(None).cast("string").alias(name) for name in COHORT_NAMES)
