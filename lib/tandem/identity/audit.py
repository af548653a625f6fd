"""Persons as a whole: how large and how tightly linked they are, how they grow, and what depends on their links."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.columns.owners import known_today
from tandem.identity.bases import accepted_links

NEEDS = {
    "device": "on the device of the conversion: no link",
    "login": "on another device, logged in with the same id",
    "claim": "anonymous, on another device that a login claims",
    "link": "under another id, linked with that of the conversion",
    "likely": "of a device that has a likely owner only",
}


def count_ids(edges: DataFrame, people: DataFrame, *, since: date) -> DataFrame:
    """One row per person of linked strong ids: `ids`, `new_ids` (its own from the night `since` on), and `links`."""
    strong = known_today(people).where(F.col("id_type") != "device")
    came = F.count_if(F.col("known_from") >= F.lit(since))
    ids = strong.groupBy("person_id").agg(F.count("*").alias("ids"), came.alias("new_ids"))
    links = links_of_persons(edges, people).groupBy("person_id").agg(F.count("*").alias("links"))
    return ids.join(links, on="person_id", how="left").fillna(0, "links")


def links_of_persons(edges: DataFrame, people: DataFrame) -> DataFrame:
    """One row per accepted link: `person_id`, `id_a`, `id_b`, and its `events` of all days."""
    owners = known_today(people).where(F.col("id_type") != "device").select(F.col("id").alias("id_a"), "person_id")
    links = accepted_links(edges).groupBy("id_a", "id_b").agg(F.sum("count").alias("events"))
    return links.join(owners, on="id_a", how="inner")


def density(ids: Column, links: Column) -> Column:
    """Links over pairs of ids, 0 to 1: low where a person hangs on few links."""
    return 2 * links / (ids * (ids - 1))


def count_sizes(persons: DataFrame) -> DataFrame:
    """One row per number of `ids`: `persons` that have it, and their least and mean density."""
    dense = persons.withColumn("density", density(F.col("ids"), F.col("links")))
    return dense.groupBy("ids").agg(
        F.count("*").alias("persons"), F.min("density").alias("least"), F.avg("density").alias("mean")
    )


def count_refusals(edges: DataFrame) -> DataFrame:
    """One row per rule that refuses: `links`, the `ids` at their ends, and `events`."""
    ends = edges.where(F.col("refused_by").isNotNull()).withColumn("end", F.explode(F.array("id_a", "id_b")))
    pair = F.struct("id_a", "id_b")
    return ends.groupBy(F.col("refused_by").alias("rule")).agg(
        F.count_distinct(pair).alias("links"),
        F.count_distinct("end").alias("ids"),
        (F.sum("count") / 2).cast("bigint").alias("events"),  # each edge was taken twice, once an end
    )


def count_needs(credits_: DataFrame, touches: DataFrame, conversions: DataFrame, people: DataFrame) -> DataFrame:
    """One row: `conversions` with a touch, `stitched` ones with a touch that a link brought, both of these as credit.

    For each of NEEDS also conversions with such a touch, and their credit under `linear`.
    """
    touched = touches.select(
        "touch_id", F.col("device_id").alias("touch_device"), F.col("strong_id").alias("touch_owner")
    )
    converted = conversions.select("conversion_id", "device_id", "strong_id")
    assumed = known_today(people).where(F.col("score").isNotNull()).select("id", F.lit(True).alias("is_assumed"))
    rows = (
        credits_.select("conversion_id", "touch_id", "linear")
        .join(touched, on="touch_id", how="inner")
        .join(converted, on="conversion_id", how="inner")
        .join(assumed.withColumnsRenamed({"id": "touch_device", "is_assumed": "assumes_touch"}), "touch_device", "left")
        .join(assumed.withColumnsRenamed({"id": "device_id", "is_assumed": "assumes_buyer"}), "device_id", "left")
        .withColumn("need", need())
    )
    is_stitched = F.col("need") != "device"
    measures = {"conversions": F.lit(True), "stitched": is_stitched, **{name: F.col("need") == name for name in NEEDS}}
    return rows.agg(
        *(F.count_distinct(F.when(holds, F.col("conversion_id"))).alias(name) for name, holds in measures.items()),
        *(F.sum(F.when(holds, F.col("linear"))).alias(f"{name}_credit") for name, holds in measures.items()),
    )


def need() -> Column:
    """Which of NEEDS brings a touch (`touch_device`, `touch_owner`) to a conversion (`device_id`, `strong_id`).

    A device has a likely owner (`assumes_touch`, `assumes_buyer`) only while nobody logs in on it.
    """
    is_assumed = F.coalesce("assumes_touch", "assumes_buyer", F.lit(False))
    is_other_id = F.col("touch_owner") != F.col("strong_id")
    is_same_device = F.col("touch_device") == F.col("device_id")
    is_same_id = F.col("touch_owner") == F.col("strong_id")
    certain = F.when(is_other_id, "link").when(is_same_device, "device").when(is_same_id, "login")
    return certain.when(is_assumed, "likely").otherwise("claim")
