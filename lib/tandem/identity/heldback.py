"""How right likely owners are: known logins are held back, and evidence must tell whose the device is without them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.config import IdentityConfig
from tandem.identity.likely import best_candidates
from tandem.identity.people import claims_of, name_logins
from tandem.stats.shares import Share


@dataclass(frozen=True)
class Tried:
    """What one threshold would have linked of the devices whose logins were held back."""

    linked: int
    precision: Share  # of those linked, given to the person who logged in there
    recall: Share  # of those whose person is known elsewhere, given to that person


def held_back(edges: DataFrame, persons: DataFrame, visits: DataFrame, conf: IdentityConfig) -> DataFrame:
    """One row per device on which exactly one person logged in, as evidence without these logins tells it.

    `owner`, `person_id` (the best candidate, null: none), its `score` and `basis`, and `is_elsewhere`: the owner also
    logged in on another such device.
    """
    logins = name_logins(visits, persons)
    owners = logins.groupBy("device_id").agg(
        F.min("person_id").alias("owner"), F.count_distinct("person_id").alias("people")
    )
    alone = owners.where("people = 1").drop("people")
    devices = alone.groupBy("owner").agg(F.count("*").alias("devices"))
    known = alone.join(devices, on="owner", how="inner").withColumn("is_elsewhere", F.col("devices") > 1)
    told = best_candidates(edges, persons, claims_of(logins, conf), conf)
    best = told.select("device_id", "person_id", "score", "basis")
    return known.drop("devices").join(best, on="device_id", how="left")


def tried(rows: Iterable[Row], *, likely_score: float, basis: str | None = None) -> Tried:
    """Counts at one threshold over rows of `held_back`; of one basis: among devices that it says most of."""
    devices = list(rows)
    linked = [
        row
        for row in devices
        if row["score"] is not None and row["score"] >= likely_score and basis in (None, row["basis"])
    ]
    right = [row for row in linked if row["person_id"] == row["owner"]]
    elsewhere = sum(row["is_elsewhere"] for row in devices)
    found = sum(row["is_elsewhere"] for row in right)
    return Tried(len(linked), Share(len(right), len(linked)), Share(found, elsewhere))
