"""Connected components where one task ends: alternating large-star and small-star, in memory that no id outgrows.

Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii, Connected Components in MapReduce and Beyond, 2014.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F


def label_by_stars(pairs: DataFrame) -> DataFrame:
    """One row per id of `pairs` (`id`, `root`) with the smallest id of its component as its `root`.

    Each round about halves the way to the smallest id. A round runs before the next is planned, because a plan that
    holds all rounds would be planned again for each of them.
    """
    # An id that is linked with itself alone is a component of its own.
    alone = pairs.where(F.col("id") == F.col("root"))
    stars, before = point_down(pairs), None
    while (now := fingerprint(stars)) != before:
        stars, before = small_star(large_star(stars)).localCheckpoint(), now
    roots = stars.select(F.col("root").alias("id"), "root")
    return stars.unionByName(roots).unionByName(alone).groupBy("id").agg(F.min("root").alias("root"))


def point_down(pairs: DataFrame) -> DataFrame:
    """Each pair of different ids once, from the larger `id` to the smaller `root`."""
    larger, smaller = F.greatest("id", "root").alias("id"), F.least("id", "root").alias("root")
    return pairs.select(larger, smaller).where(F.col("id") != F.col("root")).distinct()


def large_star(stars: DataFrame) -> DataFrame:
    """Every larger neighbour of an id now points to the smallest id among the id and its neighbours."""
    both_ways = F.array(F.struct("id", "root"), F.struct(F.col("root").alias("id"), F.col("id").alias("root")))
    near = stars.select(F.inline(both_ways)).withColumn("least", F.least("id", smallest_neighbour()))
    is_larger = F.col("root") > F.col("id")
    return near.where(is_larger).select(F.col("root").alias("id"), F.col("least").alias("root")).distinct()


def small_star(stars: DataFrame) -> DataFrame:
    """An id and its smaller neighbours now point to the smallest of these neighbours; every `id` is the larger one."""
    near = stars.withColumn("least", smallest_neighbour())
    own = F.struct("id", F.col("least").alias("root"))
    both = F.array(own, F.struct(F.col("root").alias("id"), F.col("least").alias("root")))
    return near.select(F.inline(both)).where(F.col("id") != F.col("root")).distinct()


def smallest_neighbour() -> Column:
    """The smallest `root` of the row's `id`."""
    return F.min("root").over(Window.partitionBy("id"))


def fingerprint(stars: DataFrame) -> tuple[int, int]:
    """Number of the pairs and a hash of all: equal when nothing moved."""
    [row] = stars.agg(F.count("*").alias("pairs"), F.bit_xor(F.xxhash64("id", "root")).alias("hash")).collect()
    return row["pairs"], row["hash"] or 0
