"""Touch filters: touches that are left out of every journey, by which filter, and how many they were."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.attribution.path_batches import KEYS, LEVELS, SUMS
from tandem.config import AttributionConfig
from tandem.tables import REMOVED

LEFT_OUT = "left_out"  # outcome of the rows of attribution.paths that count filtered touches
COLUMNS = {"channels": "channel", "campaigns": "campaign_id", "hosts": "host"}


def may_earn(conf: AttributionConfig) -> Column:
    """Nothing sets the touch aside and no filter leaves it out; what may not be measured never became one."""
    return F.col("excluded_by").isNull() & left_out_by(conf).isNull()


def left_out_by(conf: AttributionConfig) -> Column:
    """The first filter that the touch does not pass; null when it passes all."""
    leaves_out = {name: does_leave_out(name, names) for name, names in conf.touch_filters.stated.items()}
    named = [F.when(condition, F.lit(name)) for name, condition in leaves_out.items()]
    return F.coalesce(*named) if named else F.lit(None).cast("string")


def does_leave_out(name: str, names: tuple[str, ...]) -> Column:
    """The filter `name` leaves the touch out; of hosts only a touch that led to a page is asked."""
    side, _, kind = name.partition("_")
    given = F.lower(COLUMNS[kind])
    is_named = F.coalesce(given.isin(*(each.lower() for each in names)), F.lit(False))
    if side == "exclude":
        return is_named
    return ~is_named & given.isNotNull() if kind == "hosts" else ~is_named


def count_left_out(touches: DataFrame, conf: AttributionConfig) -> DataFrame | None:
    """Touches that filters left out, in the columns of attribution.paths: one row per day and level.

    Every touch counts once, on its own day. None where no filter is stated.
    """
    if not conf.touch_filters.stated:
        return None
    found = touches.where("excluded_by IS NULL").withColumn("step", left_out_by(conf)).where("step IS NOT NULL")
    counts = found.groupBy("date", "step").agg(F.count("*").alias("touches"))
    step = F.struct("step", "touches", F.lit(0).cast("bigint").alias("journeys"))
    steps = counts.groupBy("date").agg(F.sort_array(F.collect_list(step)).alias("removed"))
    nothing = {"type": F.lit(""), "path": F.lit(""), "value": F.lit(0).cast("decimal(18,6)")}
    nothing |= {name: F.lit(0).cast("bigint") for name in ("journeys", "touches")}
    levels = F.explode(F.array(*(F.lit(level) for level in LEVELS)))
    counted = steps.withColumns({"outcome": F.lit(LEFT_OUT), "counts_from": F.col("date"), **nothing})
    return counted.withColumn("level", levels).select(*KEYS, *SUMS, "removed")


def removed_by(transforms: tuple[str, ...]) -> Column:
    """What each transform took away, the idle ones left out, of the sums `touches_<n>` and `journeys_<n>`."""
    each = [
        F.struct(
            F.lit(name).alias("step"),
            F.sum(f"touches_{at}").alias("touches"),
            F.sum(f"journeys_{at}").alias("journeys"),
        )
        for at, name in enumerate(transforms)
    ]
    if not each:
        return F.array().cast(REMOVED)
    return F.filter(F.array(*each), lambda step: step["touches"] > 0)
