"""Rows of metrics.bridge added up: over accounts, over the days of a month, or over those of a page."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.tables import BRIDGE, WATERFALLS

COUNTS = tuple(column.name for column in BRIDGE.columns if column.type == "bigint")
CAUSES = {f"{measure}_{name}": f"common_{measure}" for measure, causes in WATERFALLS.items() for name in causes}


def added_up(rows: DataFrame, *by: str) -> DataFrame:
    """The counts of `rows` summed, one row per `by`, with what they come to."""
    sums = (F.sum(name).alias(name) for name in COUNTS)
    return rows.groupBy(*by).agg(F.max("counts").alias("counts"), *sums).transform(with_rates)


def with_rates(sums: DataFrame) -> DataFrame:
    """`sums` with CTR on either basis, null where nothing was shown, and the largest cause."""
    ctr = {
        f"{basis}_ctr": F.try_divide(F.col(f"{basis}_clicks").cast("double"), F.col(f"{basis}_impressions"))
        for basis in ("common", "platform")
    }
    return sums.withColumns({**ctr, "largest_cause": largest_cause()})


def largest_cause() -> Column:
    """Name of the cause that is the largest share of its common count; of equal ones the last by name.

    Shares, because a hundred clicks weigh more in a CTR than a hundred impressions.
    """
    sizes = (
        F.struct((F.abs(F.col(cause)) / F.greatest(F.col(whole), F.lit(1))).alias("share"), F.lit(cause).alias("name"))
        for cause, whole in CAUSES.items()
    )
    largest = F.array_max(F.array(*sizes))
    return F.when(largest["share"] > 0, largest["name"])
