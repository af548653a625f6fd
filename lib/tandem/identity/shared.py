"""Devices that too many people use to be anyone's: kiosks, tills, family tablets."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from tandem.columns.silences import DAY_US
from tandem.config import IdentityConfig
from tandem.identity.crowds import overcrowded


def find_shared(logins: DataFrame, conf: IdentityConfig) -> DataFrame:
    """Periods [`valid_from`, `valid_to`) in which a device is shared, without overlaps, one row each.

    An instant is in one of them when some `shared_days` around it saw more than `shared_people` persons log in.
    `logins` are visits with a strong id and its `person_id`.
    """
    span_us = conf.shared_days * DAY_US
    sightings = logins.select(
        F.col("device_id").alias("key"),
        F.col("person_id").alias("member"),
        F.unix_micros("started_at").alias("at"),
        F.lit(span_us).alias("span"),
        F.lit(conf.shared_people).alias("most"),
    )
    crowds = overcrowded(sightings)
    # What is counted at one instant was seen in the span before it, and all of that span is shared.
    periods = crowds.select(F.col("key").alias("device_id"), (F.col("since") - span_us).alias("since"), "until")
    return merge_overlapping(periods).select(
        "device_id", F.timestamp_micros("since").alias("valid_from"), F.timestamp_micros("until").alias("valid_to")
    )


def merge_overlapping(periods: DataFrame) -> DataFrame:
    """`periods` [`since`, `until`) of each device, made one where they meet or overlap."""
    in_time = Window.partitionBy("device_id").orderBy("since", "until")
    before = in_time.rowsBetween(Window.unboundedPreceding, -1)
    so_far = in_time.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    latest = F.max("until").over(before)
    return (
        periods.withColumn("starts", F.coalesce(F.col("since") > latest, F.lit(True)))
        .withColumn("period_no", F.count_if("starts").over(so_far))
        .groupBy("device_id", "period_no")
        .agg(F.min("since").alias("since"), F.max("until").alias("until"))
        .drop("period_no")
    )


def outside_periods(claims: DataFrame, periods: DataFrame) -> DataFrame:
    """The parts of `claims` that lie in none of the device's `periods`."""
    in_time = Window.partitionBy("device_id").orderBy("valid_from")
    neighbours = {"ended_at": F.lag("valid_to").over(in_time), "next_at": F.lead("valid_from").over(in_time)}
    before_it = F.struct(F.col("ended_at").alias("free_from"), F.col("valid_from").alias("free_to"))
    after_the_last = F.struct(F.col("valid_to").alias("free_from"), F.lit(None).cast("timestamp").alias("free_to"))
    gaps = F.when(F.col("next_at").isNull(), F.array(before_it, after_the_last)).otherwise(F.array(before_it))
    free = periods.withColumns(neighbours).select("device_id", F.inline(gaps))
    return (
        claims.join(free, on="device_id", how="left")
        .withColumn("valid_from", F.greatest("valid_from", "free_from"))
        .withColumn("valid_to", F.least("valid_to", "free_to"))
        .where(F.col("valid_from") < F.col("valid_to"))
        .drop("free_from", "free_to")
    )
