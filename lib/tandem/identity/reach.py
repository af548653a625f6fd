"""Which edges and people a night can alter."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched, affected_by
from tandem.columns.owners import known_today
from tandem.config import IdentityConfig
from tandem.identity.bases import shows_link
from tandem.tables import EVENTS, VISITS


def reach_edges(touched: Touched, conf: IdentityConfig) -> Affected:
    """Days on which a changed event links two ids."""
    events = touched.of(EVENTS)
    if events is None:
        return touched.open_days
    return affected_by(touched.open_days.restrict(events.where(shows_link(conf))).select("date"), since=touched.since)


def with_login(visits: DataFrame) -> DataFrame:
    """Visits that name somebody: all that people are made of."""
    return visits.where(F.col("strong_id").isNotNull())


def visits_on_devices(visits: DataFrame, affected: Affected) -> DataFrame:
    """Visits on the affected devices."""
    if affected.keys is None:
        return visits
    return visits.join(affected.keys.withColumnRenamed("id", "device_id"), on="device_id", how="left_semi")


def reach_people(
    touched: Touched, known: DataFrame, persons: DataFrame, visits: DataFrame, likely: DataFrame
) -> Affected:
    """Ids whose rows may change: strong ids and devices of another person than `known`, devices of changed logins.

    A device is also reached when a person who logged in on it is another one now, since persons make it shared.
    No row is ever closed to this: people are bitemporal, so what was published stays known.
    """
    if touched.everything:
        return Affected()
    renamed = renamed_ids(known, persons)
    on_devices = visits.join(renamed.withColumnRenamed("id", "strong_id"), on="strong_id", how="left_semi")
    ids = [renamed, on_devices.select(F.col("device_id").alias("id")), reassumed_ids(known, likely)]
    if (changed := touched.of(VISITS)) is not None:
        ids.append(with_login(changed).select(F.col("device_id").alias("id")))
    return affected_by(*ids, since=None, are_many=touched.are_many)


def renamed_ids(known: DataFrame, persons: DataFrame) -> DataFrame:
    """Strong ids whose person is another one in `persons` than in `known`, or known on one side only."""
    before = (
        known_today(known).where(F.col("id_type") != "device").select("id", F.col("person_id").alias("known_person_id"))
    )
    both = persons.join(before, on="id", how="full_outer")
    return both.where(~F.col("person_id").eqNullSafe(F.col("known_person_id"))).select("id")


def reassumed_ids(known: DataFrame, likely: DataFrame) -> DataFrame:
    """Devices whose likely owner is another one in `likely` than in `known`, or told otherwise, or on one side only."""
    said = F.struct("person_id", "via", "basis", "score")
    before = known_today(known).where(F.col("score").isNotNull()).select("id", said.alias("before"))
    both = before.join(likely.select(F.col("device_id").alias("id"), said.alias("now")), on="id", how="full_outer")
    return both.where(~F.col("before").eqNullSafe(F.col("now"))).select("id")
