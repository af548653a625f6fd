"""Whose credits a night can alter."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched, affected_by
from tandem.columns.consent import MEASURED
from tandem.columns.owners import with_person
from tandem.tables import CONVERSIONS, EVENTS, IMPRESSIONS, PEOPLE, TOUCHES


def reach(touched: Touched, people: DataFrame, credits_: DataFrame) -> Affected:
    """Persons of changed touches, conversions and people, as known today and as `credits_` still has them."""
    if touched.everything:
        return touched.open_days
    persons = [
        *owners(touched.of(TOUCHES), people, credits_, key="touch_id", at="visit_started_at"),
        *owners(touched.of(CONVERSIONS), people, credits_, key="conversion_id", at="occurred_at"),
        *renamed(touched.of(PEOPLE)),
        *(credits_.join(ids, on="touch_id", how="left_semi").select("person_id") for ids in withdrawn(touched)),
    ]
    known = (frame.where(F.col("person_id").isNotNull()) for frame in persons)
    return affected_by(*known, since=touched.since)


def withdrawn(touched: Touched) -> list[DataFrame]:
    """`touch_id` of changed events and impressions that may not be measured: their touches go without a trace.

    Rows that never had consent are among them, but made no touch that could be missed.
    """
    keys = ((EVENTS, "event_id"), (IMPRESSIONS, "impression_id"))
    changed = [(touched.of(table), key) for table, key in keys]
    return [
        rows.where(may_not_be_measured("device_id")).select(F.col(key).alias("touch_id")).distinct()
        for rows, key in changed
        if rows is not None
    ]


def may_not_be_measured(*ids: str) -> Column:
    """The row has no consent, and so none of its ids: of a row that had one, consent was taken back."""
    nobody = reduce(Column.__and__, (F.col(name).isNull() for name in ids))
    return nobody & ~F.coalesce(F.col("consent").isin(*MEASURED), F.lit(False))


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
