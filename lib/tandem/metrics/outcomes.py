"""metrics.outcomes: what became of the clicks, by day of the click and day of the conversion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched
from tandem.columns.reporting import never_null, reporting_day
from tandem.tables import CREDITS, DIMENSION_NAMES, JOURNEYS


def night_of_outcomes(touched: Touched, read: Callable[..., DataFrame], *, timezone: str) -> tuple[DataFrame, Affected]:
    """Outcomes of all open click days, which is cheap, and which rows those are."""
    credits_, journeys = read_conversions(touched, read)
    return build_outcomes(credits_, journeys, timezone=timezone), touched.open_days


def read_conversions(touched: Touched, read: Callable[..., DataFrame]) -> tuple[DataFrame, DataFrame]:
    """Credits and journeys of every conversion since the first open click day."""
    nearby = touched.open_days.widened(days_before=1)  # a reporting day begins up to 14 hours before the UTC day
    return read(CREDITS, within=nearby), read(JOURNEYS, within=nearby)


def build_outcomes(credits_: DataFrame, journeys: DataFrame, *, timezone: str) -> DataFrame:
    """Converting clicks, one row per click day, conversion day, type and combination of dimensions.

    Both inputs hold every conversion since the first click day wanted.
    """
    days = {
        "click_date": reporting_day("touched_at", timezone),
        "conversion_date": reporting_day("first_conversion.converted_at", timezone),
    }
    clicks = follow_clicks(pick_last_clicks(credits_, journeys)).withColumns(days)
    return clicks.groupBy("click_date", "conversion_date", "type", *DIMENSION_NAMES).agg(
        F.count("*").alias("converting_clicks"),
        F.sum("conversions").alias("conversions"),
        F.sum("value").cast("decimal(18,6)").alias("value"),
    )


def pick_last_clicks(credits_: DataFrame, journeys: DataFrame, names: Sequence[str] = DIMENSION_NAMES) -> DataFrame:
    """The last ad click before each conversion, with the dimensions of the click."""
    last = journeys.select("conversion_id", F.col("last_click_id").alias("touch_id")).where(
        F.col("touch_id").isNotNull()
    )
    named = credits_.join(last, on=["conversion_id", "touch_id"], how="inner").withColumn("cohort", F.lit(""))
    return named.select(
        "touch_id",
        "touched_at",
        "conversion_id",
        "type",
        "converted_at",
        "value",
        *(never_null(name) for name in names),
    )


def follow_clicks(last_clicks: DataFrame, names: Sequence[str] = DIMENSION_NAMES) -> DataFrame:
    """One row per click and type of its conversions: the first of them, how many, and their value."""
    return last_clicks.groupBy("touch_id", "touched_at", "type", *names).agg(
        F.min(F.struct("converted_at", "conversion_id")).alias("first_conversion"),
        F.count("*").alias("conversions"),
        F.sum("value").alias("value"),
    )
