"""How many different members a key has had within a sliding span: partners of an id, people on a device."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F


def overcrowded(sightings: DataFrame, *, span: int, most: int) -> DataFrame:
    """Stretches (`key`, `since`, `until`) on which more than `most` members were seen in the last `span`.

    `sightings` has `key`, `member` and `at`, a whole number in the unit of `span`. Linear in the sightings, however
    many of them one key has: no set of members is ever built.
    """
    members = sightings.groupBy("key").agg(F.count_distinct("member").alias("members"))
    suspects = members.where(F.col("members") > most).select("key")
    return (
        sightings.join(suspects, on="key", how="left_semi")
        .transform(count_present, span=span)
        .where(F.col("present") > most)
        .select("key", F.col("at").alias("since"), "until")
    )


def count_present(sightings: DataFrame, *, span: int) -> DataFrame:
    """Members `present` of each `key` on each stretch [`at`, `until`): those seen in the last `span`."""
    of_member = Window.partitionBy("key", "member").orderBy("at")
    of_key = Window.partitionBy("key").orderBy("at")
    leaves_at = F.least(F.col("at") + span, F.lead("at").over(of_member))  # seen again: leaves and comes at once
    comes = F.struct(F.col("at"), F.lit(1).alias("step"))
    leaves = F.struct(F.col("leaves_at").alias("at"), F.lit(-1).alias("step"))
    return (
        sightings.select("key", "member", "at")
        .distinct()
        .withColumn("leaves_at", leaves_at)
        .select("key", F.explode(F.array(comes, leaves)).alias("change"))
        .groupBy("key", F.col("change.at").alias("at"))
        .agg(F.sum("change.step").alias("step"))
        .select(
            "key",
            "at",
            F.lead("at").over(of_key).alias("until"),
            F.sum("step").over(of_key.rowsBetween(Window.unboundedPreceding, Window.currentRow)).alias("present"),
        )
    )
