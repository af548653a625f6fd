"""Whose a device is, when: what each login claims before and after it."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.config import IdentityConfig


def claim_devices(logins: DataFrame, conf: IdentityConfig) -> DataFrame:
    """Intervals [`valid_from`, `valid_to`) in which a strong id (`via`) claims a device, without overlaps.

    `logins` are visits with a strong id and its `person_id`. A login carries on after its visit until the next one, a
    logout, or `carry_days`; it reaches back over what nobody else claims, at most `backfill_days`.
    """
    in_time = Window.partitionBy("device_id").orderBy("started_at", "visit_id")
    until = F.when(F.col("logged_out"), F.col("ended_at")).otherwise(later(F.col("ended_at"), conf.carry_days))
    reach_back = later(F.col("started_at"), -conf.backfill_days)
    carried = claim(F.col("started_at"), F.least("until", "next_at"), "carried")
    backfilled = claim(F.greatest(reach_back, F.col("free_from")), F.col("started_at"), "backfilled")
    return (
        logins.withColumn("until", until)
        .withColumns({"next_at": F.lead("started_at").over(in_time), "free_from": F.lag("until").over(in_time)})
        .select("device_id", F.col("strong_id").alias("via"), "person_id", F.inline(F.array(backfilled, carried)))
        .where(F.col("valid_from") < F.col("valid_to"))
        .transform(join_adjacent)
    )


def claim(valid_from: Column, valid_to: Column, basis: str) -> Column:
    """One interval as a struct."""
    return F.struct(valid_from.alias("valid_from"), valid_to.alias("valid_to"), F.lit(basis).alias("basis"))


def join_adjacent(claims: DataFrame) -> DataFrame:
    """`claims` with those of one id and basis made one where they meet."""
    in_time = Window.partitionBy("device_id").orderBy("valid_from")
    before = {name: F.lag(name).over(in_time) for name in ("via", "basis", "valid_to")}
    goes_on = (
        (before["via"] == F.col("via"))
        & (before["basis"] == F.col("basis"))
        & (before["valid_to"] == F.col("valid_from"))
    )
    so_far = in_time.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    return (
        claims.withColumn("starts", ~F.coalesce(goes_on, F.lit(False)))
        .withColumn("claim_no", F.count_if("starts").over(so_far))
        .groupBy("device_id", "claim_no", "via", "person_id", "basis")
        .agg(F.min("valid_from").alias("valid_from"), F.max("valid_to").alias("valid_to"))
        .drop("claim_no")
    )


def later(instant: Column, days: int) -> Column:
    """`days` whole days (24 h) after an instant; before it when negative."""
    return F.timestamp_add("DAY", F.lit(days), instant)
