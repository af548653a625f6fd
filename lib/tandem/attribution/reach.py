"""Whose credits a night can alter."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched, affected_by
from tandem.columns.owners import with_person
from tandem.tables import CONVERSIONS, PEOPLE, TOUCHES


def reach(touched: Touched, people: DataFrame, credits_: DataFrame) -> Affected:
    """Persons of changed touches, conversions and people, as known today and as `credits_` still has them."""
    if touched.everything:
        return touched.open_days
    persons = [
        *owners(touched.of(TOUCHES), people, credits_, key="touch_id", at="visit_started_at"),
        *owners(touched.of(CONVERSIONS), people, credits_, key="conversion_id", at="occurred_at"),
        *renamed(touched.of(PEOPLE)),
    ]
    known = (frame.where(F.col("person_id").isNotNull()) for frame in persons)
    return affected_by(*known, since=touched.since)


def owners(changed: DataFrame | None, people: DataFrame, credits_: DataFrame, *, key: str, at: str) -> list[DataFrame]:
    """`person_id` of the changed rows: whose they are, and who has credits of them."""
    if changed is None:
        return []
    before = credits_.join(changed.select(key).distinct(), on=key, how="left_semi")
    return [with_person(changed, people, at=at).select("person_id"), before.select("person_id")]


def renamed(people: DataFrame | None) -> list[DataFrame]:
    """`person_id` of changed people rows: today's, the one before, and the id, which was its own person at first."""
    if people is None:
        return []
    return [people.select(F.explode(F.array("id", "person_id", "previous_person_id")).alias("person_id"))]
