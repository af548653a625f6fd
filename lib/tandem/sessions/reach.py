"""Whose sessions a night can alter, and the visits needed to tell."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched
from tandem.columns.owners import known_today, owner_id, with_person
from tandem.tables import PEOPLE, VISITS


def reach(touched: Touched, people: DataFrame) -> Affected:
    """Owners of changed visits, as known today, and everyone whom a changed row of people names."""
    if touched.everything:
        return touched.open_days
    persons = []
    if (visits := touched.of(VISITS)) is not None:
        owned = with_person(visits, people)
        # A visit that was anonymous may have been the device's own, which no row of people tells.
        persons.append(owned.select(F.explode(F.array("person_id", "device_id")).alias("person_id")))
    if (changed := touched.of(PEOPLE)) is not None:
        # An id without a row was its own person.
        persons.append(changed.select(F.explode(F.array("person_id", "previous_person_id", "id")).alias("person_id")))
    known = (person.where(F.col("person_id").isNotNull()) for person in persons)
    return touched.reaching(*known)


def visits_of(visits: DataFrame, claims: DataFrame, affected: Affected) -> DataFrame:
    """Visits that may be an affected person's, whatever the instant: of ids in `claims`, their rows of people."""
    if affected.keys is None:
        return visits
    themselves = affected.keys.select(F.col("person_id").alias("id"))
    owners = known_today(claims).select("id").unionByName(themselves).distinct()
    return visits.join(owners, on=owner_id() == F.col("id"), how="left_semi")
