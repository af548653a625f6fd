"""Whose a device may be that nobody ever logged in on: what points to a person, as a score."""

from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.config import IdentityConfig
from tandem.identity.bases import BASES, DEVICE, NAMING

POINTER = ("device_id", "basis", "person_id", "via", "date")
DIGITS = 6  # a score is compared after rounding, so that no last bit decides


def likely_owners(
    edges: DataFrame, persons: DataFrame, logins: DataFrame, claims: DataFrame, conf: IdentityConfig
) -> DataFrame:
    """One row per device without any login whose best candidate reaches `likely_score`.

    `device_id`, `person_id`, `via`, `basis` (of the strongest evidence) and `score`, in tenths.
    """
    best = best_candidates(edges, persons, claims, conf).where(F.col("score") >= conf.likely_score)
    unclaimed = best.join(logins.select("device_id").distinct(), on="device_id", how="left_anti")
    return unclaimed.withColumn("score", F.floor(F.round(F.col("score") * 10, DIGITS)) / 10)


def best_candidates(edges: DataFrame, persons: DataFrame, claims: DataFrame, conf: IdentityConfig) -> DataFrame:
    """One row per device that anything but its own logins points to a person: the one of the greatest score."""
    scored = score_candidates(pointers(edges, persons, claims, conf), conf)
    first = Window.partitionBy("device_id").orderBy(F.desc("score"), "person_id")
    return scored.withColumn("place", F.row_number().over(first)).where("place = 1").drop("place")


def pointers(edges: DataFrame, persons: DataFrame, claims: DataFrame, conf: IdentityConfig) -> DataFrame:
    """One row per device, basis, person and day on which that basis points from the device to the person."""
    sightings = sight_devices(edges)
    named = name_directly(sightings, persons).select(*POINTER)
    if not (conf.bases.click.used or conf.bases.network.used):
        return named  # else every claim would be made for nothing
    met = name_by_neighbours(sightings, claims, close_days=conf.close_days)
    return named.unionByName(met.select(*POINTER))


def sight_devices(edges: DataFrame) -> DataFrame:
    """Accepted edges of devices: `device_id`, the `key` seen with it, `basis`, `trait`, `date` and first instant."""
    is_first = F.col("type_a") == DEVICE
    believed = edges.where(F.col("refused_by").isNull() & (is_first | (F.col("type_b") == DEVICE)))
    return believed.select(
        F.when(is_first, F.col("id_a")).otherwise(F.col("id_b")).alias("device_id"),
        F.when(is_first, F.col("id_b")).otherwise(F.col("id_a")).alias("key"),
        "basis", "trait", "date", "first_seen_at",
    )  # fmt: skip


def name_directly(sightings: DataFrame, persons: DataFrame) -> DataFrame:
    """Sightings of a strong id: they name its person."""
    names = persons.select(F.col("id").alias("key"), "person_id")
    named = sightings.where(F.col("basis").isin(*NAMING)).withColumn("via", F.col("key"))
    return named.join(names, on="key", how="left").withColumn("person_id", F.coalesce("person_id", "key"))


def name_by_neighbours(sightings: DataFrame, claims: DataFrame, *, close_days: int) -> DataFrame:
    """Sightings near in time to one of another device with the same click or network: they name who claims that one.

    Limits have refused crowded keys, so no key brings more pairs than it may have devices.
    """
    seen = sightings.where(~F.col("basis").isin(*NAMING))
    owned = claims.select(F.col("device_id").alias("other_id"), "valid_from", "valid_to", "person_id", "via")
    holds_then = (F.col("first_seen_at") >= F.col("valid_from")) & (F.col("first_seen_at") < F.col("valid_to"))
    others = (
        seen.withColumnsRenamed({"device_id": "other_id", "date": "other_date"})
        .join(owned, on="other_id", how="inner")
        .where(holds_then)
        .select("basis", "trait", "key", "other_id", "other_date", "person_id", "via")
    )
    is_near = F.abs(F.date_diff("date", "other_date")) <= close_days
    pairs = seen.join(others, on=["basis", "trait", "key"], how="inner")
    return pairs.where((F.col("device_id") != F.col("other_id")) & is_near)


def score_candidates(pointers: DataFrame, conf: IdentityConfig) -> DataFrame:
    """One row per device and person: `score`, the chance that one of the bases is right, if they err apart.

    A basis is right with its trust, times the share of its days that points to this person.
    """
    days = pointers.groupBy("device_id", "basis", "person_id").agg(
        F.count_distinct("date").alias("days"), F.min("via").alias("via")
    )
    of_basis = Window.partitionBy("device_id", "basis")
    chance = trust_of(conf) * F.col("days") / F.sum("days").over(of_basis)
    strongest = F.struct("chance", F.col("basis").alias("name"), "via")
    one_of = {name: F.coalesce(F.max(F.when(F.col("basis") == name, F.col("chance"))), F.lit(0.0)) for name in BASES}
    none_right = reduce(lambda product, chance_: product * (1 - chance_), one_of.values(), F.lit(1.0))
    return (
        days.withColumn("chance", chance)
        .groupBy("device_id", "person_id")
        .agg(F.max(strongest).alias("strongest"), F.round(1 - none_right, DIGITS).alias("score"))
        .select("device_id", "person_id", "strongest.via", F.col("strongest.name").alias("basis"), "score")
    )


def trust_of(conf: IdentityConfig) -> Column:
    """How far the row's `basis` is trusted."""
    trusted = F.lit(0.0)
    for name, basis in conf.bases.own.items():
        trusted = F.when(F.col("basis") == name, F.lit(basis.trust)).otherwise(trusted)
    return trusted
