"""How many different members a key has had within a sliding span: partners of an id, people on a device."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F


def overcrowded(sightings: DataFrame) -> DataFrame:
    """Stretches (`key`, `since`, `until`) on which more than `most` members were seen in the last `span`.

    `sightings` are `key`, `member` and `at`, a whole number, with the `span` (in the unit of `at`) and `most` of the
    key. Linear in the sightings, however many of them one key has: no set of members is ever built.
    """
    members = sightings.groupBy("key", "most").agg(F.count_distinct("member").alias("members"))
    suspects = members.where(F.col("members") > F.col("most")).select("key")
    return (
        sightings.join(suspects, on="key", how="left_semi")
        .transform(count_present)
        .where(F.col("present") > F.col("most"))
        .select("key", F.col("at").alias("since"), "until")
    )


def count_present(sightings: DataFrame) -> DataFrame:
    """Members `present` of each `key` on each stretch [`at`, `until`): those seen in the last `span`."""
    of_member = Window.partitionBy("key", "member").orderBy("at")
    of_key = Window.partitionBy("key").orderBy("at")
    so_far = of_key.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    leaves_at = F.least(
        F.col("at") + F.col("span"), F.lead("at").over(of_member)
    )  # seen again: leaves and comes at once
    comes = F.struct(F.col("at"), F.lit(1).alias("step"))
    leaves = F.struct(F.col("leaves_at").alias("at"), F.lit(-1).alias("step"))
    return (
        sightings.distinct()
        .withColumn("leaves_at", leaves_at)
        .select("key", "most", F.explode(F.array(comes, leaves)).alias("change"))
        .groupBy("key", "most", F.col("change.at").alias("at"))
        .agg(F.sum("change.step").alias("step"))
        .withColumns({"until": F.lead("at").over(of_key), "present": F.sum("step").over(so_far)})
    )
