"""Whose credits a night can alter."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.attribution.converters import identify_converters
from tandem.changes import Affected, Touched
from tandem.columns.owners import with_person
from tandem.tables import CONVERSIONS, PEOPLE, TOUCHES


def reach(touched: Touched, conversions: DataFrame, credits_: DataFrame, people: DataFrame) -> Affected:
    """Persons of changed conversions and people, and of changed touches that one of the `conversions` follows.

    Persons as known today, and as `credits_` still has them.
    """
    if touched.everything:
        return touched.open_days
    persons = [
        *followed(touched.of(TOUCHES), conversions, people),
        *credited(touched.of(TOUCHES), credits_, key="touch_id"),
        *owners(touched.of(CONVERSIONS), people),
        *credited(touched.of(CONVERSIONS), credits_, key="conversion_id"),
        *renamed(touched.of(PEOPLE)),
    ]
    known = (frame.where(F.col("person_id").isNotNull()) for frame in persons)
    return touched.reaching(*known)


def followed(touches: DataFrame | None, conversions: DataFrame, people: DataFrame) -> list[DataFrame]:
    """`person_id` of whose changed touches a conversion may take: it came later, or at the same instant.

    Most touches of a night are of people who have bought nothing since, whose credit stands.
    """
    if touches is None:
        return []
    ever = identify_converters(conversions, people).groupBy("person_id").agg(F.max("occurred_at").alias("last"))
    earliest = with_person(touches, people, at="visit_started_at").groupBy("person_id")
    touched = earliest.agg(F.min("occurred_at").alias("first"))
    return [touched.join(ever, on="person_id", how="inner").where("first <= last").select("person_id")]


def owners(conversions: DataFrame | None, people: DataFrame) -> list[DataFrame]:
    """`person_id` of the changed conversions: whose they are."""
    return [] if conversions is None else [with_person(conversions, people, at="occurred_at").select("person_id")]


def credited(changed: DataFrame | None, credits_: DataFrame, *, key: str) -> list[DataFrame]:
    """`person_id` of who has credits of the changed rows."""
    if changed is None:
        return []
    return [credits_.join(changed.select(key).distinct(), on=key, how="left_semi").select("person_id")]


def renamed(people: DataFrame | None) -> list[DataFrame]:
    """`person_id` of changed people rows: today's, the one before, and the id, which was its own person at first."""
    if people is None:
        return []
    return [people.select(F.explode(F.array("id", "person_id", "previous_person_id")).alias("person_id"))]
