"""Rows of metrics.bridge added up: over accounts, over the days of a month, or over those of a page."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.tables import BRIDGE, WATERFALLS

COUNTS = tuple(column.name for column in BRIDGE.columns if column.type == "bigint")


def as_far_as_reported(days: DataFrame) -> DataFrame:
    """Day rows up to each platform's last report among them: later reports are still to come, and none is missing.

    All rows of a platform without any report.
    """
    reported = F.when(F.coalesce("platform_impressions", "platform_clicks").isNotNull(), F.col("date"))
    last = F.max(reported).over(Window.partitionBy("platform"))
    is_due = F.coalesce(F.col("date") <= F.col("last"), F.lit(True))
    return days.withColumn("last", last).where(is_due).drop("last")


def added_up(rows: DataFrame, *by: str) -> DataFrame:
    """The counts of `rows` summed, one row per `by`, with CTR on either basis and each measure's largest cause.

    A rate is null where nothing was shown.
    """
    sums = (F.sum(name).alias(name) for name in COUNTS)
    ctrs = (_ctr(f"{basis}_clicks", f"{basis}_impressions").alias(f"{basis}_ctr") for basis in ("common", "platform"))
    causes = {f"{measure}_cause": largest_cause(measure) for measure in WATERFALLS}
    return rows.groupBy(*by).agg(F.max("counts").alias("counts"), *sums, *ctrs).withColumns(causes)


def _ctr(clicks: str, impressions: str) -> Column:
    """Clicks per impression of the rows that tell both."""
    tell_both = F.col(clicks).isNotNull() & F.col(impressions).isNotNull()
    parts = [F.sum(F.when(tell_both, F.col(name))) for name in (clicks, impressions)]
    return F.try_divide(parts[0].cast("double"), parts[1])


def largest_cause(measure: str) -> Column:
    """Name of the cause that adds or takes most; of equal ones the last by name, null where all are 0."""
    sizes = (
        F.struct(F.abs(F.col(f"{measure}_{name}")).alias("size"), F.lit(name).alias("name"))
        for name in WATERFALLS[measure]
    )
    largest = F.array_max(F.array(*sizes))
    return F.when(largest["size"] > 0, largest["name"])
