"""attribution.journeys: each conversion that counts, with the touches before it."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.attribution.converters import identify_converters, is_nobodys
from tandem.attribution.path_batches import NO_CHANNEL
from tandem.paths.steps import SEPARATOR


def build_journeys(conversions: DataFrame, credits_: DataFrame, people: DataFrame) -> DataFrame:
    """One row per conversion that counts; `credits_` are those of the same conversions."""
    converted = identify_converters(conversions, people)
    credited = converted.join(summarise_touches(credits_), on="conversion_id", how="left")
    told = credited.withColumn("uncredited_by", uncredited_by())
    return told.fillna(0, subset=["touch_count", "touches_cut"]).fillna("", subset=["path"])


def summarise_touches(credits_: DataFrame) -> DataFrame:
    """One row per conversion: how many touches, the first, the channels in order, and the last ad click."""
    visited = F.struct("place", step_of("channel").alias("step"))
    return credits_.groupBy("conversion_id").agg(
        F.max("place").cast("bigint").alias("touch_count"),
        (F.min("place") - 1).cast("bigint").alias("touches_cut"),
        F.min("touched_at").alias("first_touch_at"),
        channels_in_order(F.collect_list(visited)).alias("path"),
        last_click_id().alias("last_click_id"),
    )


def channels_in_order(visited: Column) -> Column:
    """`Paid Search > Email`, from the structs (place, step) of one journey."""
    return F.array_join(F.transform(F.array_sort(visited), lambda touch: touch["step"]), SEPARATOR, NO_CHANNEL)


def step_of(name: str) -> Column:
    """The column as a step of a path: in quotes where it could be taken for two."""
    quoted = F.concat(F.lit('"'), F.replace(name, F.lit('"'), F.lit('""')), F.lit('"'))
    return F.when(F.col(name).rlike('[>"]'), quoted).otherwise(F.col(name))


def last_click_id() -> Column:
    """The touch_id of the ad click furthest on in the journey."""
    click = F.when(F.col("kind") == "ad_click", F.struct("place", "touch_id"))
    return F.max(click)["touch_id"]


def uncredited_by() -> Column:
    """Why nothing earns the conversion; null when something does."""
    return F.when(F.col("touch_count").isNotNull(), None).when(is_nobodys(), "no_person").otherwise("no_touch")
