"""metrics.cohorts: counts of one reporting day by channel and region, audience or class of device.

All dimensions come from one pass over each source: rows are added up by all of them, and only then laid out by each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched, affected_by
from tandem.columns.reporting import never_null, reporting_day
from tandem.columns.verdicts import mark_excluded
from tandem.contract import Table
from tandem.metrics.days import OWN, linked_clicks, unlinked_clicks
from tandem.metrics.outcomes import follow_clicks, pick_last_clicks
from tandem.metrics.reach import keys_of_days, touched_sources
from tandem.tables import COHORT_NAMES, COHORTS, CREDITS, EVENTS, IMPRESSIONS, JOURNEYS, TOUCHES, VERDICTS

COHORTS_FROM = (IMPRESSIONS, TOUCHES, EVENTS, VERDICTS, CREDITS, JOURNEYS)
COUNTED = ("impressions", "clicks", "unlinked_clicks")
OUTCOMES = "outcomes"
LAID_OUT = (*COHORT_NAMES, "device_class")
OF_LOT = ("channel", *LAID_OUT, "bucket")  # beside the day
BUCKETS, NO_BUCKET = 20, -1  # lots of devices: enough to tell how unlike they are, few enough to stay a small table
MEASURES = ("impressions", "ad_clicks", "converting_clicks")


def reach_cohorts(touched: Touched, *, timezone: str, through: date) -> Affected:
    """Sources and reporting days on which changed rows lie, or lay before they changed."""
    if touched.everything:
        return touched.open_days
    keys = keys_of_days(touched, timezone=timezone)
    if follows_clicks(touched):
        # A reporting day may begin before its UTC day.
        open_days = F.sequence(F.lit(touched.since), F.lit(through + timedelta(days=1)))
        keys.append(_one_row(touched).select(F.lit(OUTCOMES).alias("source"), F.explode(open_days).alias("date")))
    return affected_by(*keys, since=touched.since)


def follows_clicks(touched: Touched) -> bool:
    """What became of clicks may have changed."""
    return touched.everything or any(touched.of(table) is not None for table in (CREDITS, JOURNEYS))


def sources_of_cohorts(touched: Touched) -> dict[str, Table]:
    """The sources that have to be counted again, outcomes apart."""
    return {name: table for name, table in touched_sources(touched).items() if name in COUNTED}


def build_cohorts(
    rows: Mapping[str, DataFrame], verdicts: DataFrame, affected: Affected, *, timezone: str
) -> DataFrame:
    """Counts of the affected sources and reporting days; `rows` are those of each source to be counted again.

    Impressions are added up already, `shown_by_lot`.
    """
    counts: dict[str, Callable[[DataFrame], DataFrame]] = {
        "impressions": lambda frame: _measured(_on_one_day(frame), "impressions"),
        "clicks": lambda frame: _add_up(linked_clicks(frame), "ad_clicks", timezone),
        "unlinked_clicks": lambda frame: _add_up(
            unlinked_clicks(mark_excluded(frame, verdicts)), "ad_clicks", timezone
        ),
        OUTCOMES: lambda frame: count_converted(frame, timezone=timezone),
    }
    counted = [counts[source](frame).withColumn("source", F.lit(source)) for source, frame in rows.items()]
    by_all = affected.restrict(reduce(DataFrame.unionByName, counted))
    return lay_out(by_all.withColumn("basis", F.lit(OWN))).select(*COHORTS.column_names)


def convert_clicks(credits_: DataFrame, journeys: DataFrame) -> DataFrame:
    """Ad clicks that convert, one row per click and type; both inputs hold every conversion since the first click."""
    names = ("channel", "campaign_id", *LAID_OUT)
    return follow_clicks(pick_last_clicks(credits_, journeys, names), names)


def count_converted(clicks: DataFrame, *, timezone: str) -> DataFrame:
    """Converting clicks by day of the click, day of their first conversion and type."""
    later = reporting_day("first_conversion.converted_at", timezone)
    unlotted = clicks.withColumn("bucket", F.lit(NO_BUCKET))  # credit names its person, not the device of a click
    return _summed(unlotted, "converting_clicks", reporting_day("touched_at", timezone), later, F.col("type"))


def lay_out(by_all: DataFrame) -> DataFrame:
    """Sums by all dimensions at once, as sums by each."""
    each = F.explode(F.array(*(F.struct(F.lit(n).alias("dimension"), F.col(n).alias("value")) for n in LAID_OUT)))
    keys = [name for name in COHORTS.grain if name not in ("dimension", "value")]
    laid_out = by_all.select(*keys, *MEASURES, each.alias("of")).select("*", "of.dimension", "of.value")
    return laid_out.groupBy(*COHORTS.grain).agg(*(F.sum(name).alias(name) for name in MEASURES))


def _add_up(rows: DataFrame, measure: str, timezone: str) -> DataFrame:
    day = reporting_day("occurred_at", timezone)
    return _summed(rows.withColumn("bucket", device_bucket()), measure, day, day, F.lit(""))


def _on_one_day(shown: DataFrame) -> DataFrame:
    return shown.select("date", F.col("date").alias("conversion_date"), F.lit("").alias("type"), *OF_LOT, "n")


def names_campaign() -> Column:
    """The row names a campaign."""
    return F.coalesce(F.col("campaign_id"), F.lit("")) != ""


def device_bucket() -> Column:
    """The lot of devices that the row's falls in, 0 to 19; -1 where none is known."""
    lot = F.pmod(F.xxhash64("device_id"), F.lit(BUCKETS))
    return F.when(F.col("device_id").isNotNull(), lot).otherwise(NO_BUCKET).cast("int")


def _summed(rows: DataFrame, measure: str, day: Column, later: Column, type_: Column) -> DataFrame:
    """How many of `rows` that name a campaign; a click of none has no impressions that it could be one of."""
    named = rows.where(names_campaign())
    keys = (day.alias("date"), later.alias("conversion_date"), type_.alias("type"))
    of_ad = (never_null(name) for name in ("channel", *LAID_OUT))
    summed = named.groupBy(*keys, *of_ad, "bucket").agg(F.count("*").alias("n"))
    return _measured(summed, measure)


def _measured(summed: DataFrame, measure: str) -> DataFrame:
    measures = {name: F.col("n") if name == measure else F.lit(0).cast("bigint") for name in MEASURES}
    return summed.withColumns(measures).drop("n")


def _one_row(touched: Touched) -> DataFrame:
    changed = touched.of(CREDITS) if touched.of(CREDITS) is not None else touched.of(JOURNEYS)
    assert changed is not None
    return changed.sparkSession.range(1)
