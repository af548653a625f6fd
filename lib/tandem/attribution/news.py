"""What a night brought that can explain a changed credit: touches, consent taken back, people, funnel events."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.attribution.reach import renamed
from tandem.changes import Touched, settled
from tandem.columns.consent import MEASURED
from tandem.contract import Table
from tandem.tables import CONVERSIONS, EVENTS, IMPRESSIONS, PEOPLE, TOUCHES


def of_each(touched: Touched, key: str, *tables: Table) -> DataFrame | None:
    """Keys of rows of these tables that changed or went; None where none did, or everything is taken as changed."""
    keys = [frame for table in tables for frame in touched.keys(table, key)]
    return settled(reduce(DataFrame.unionByName, keys).distinct()) if keys else None


def touch_news(touched: Touched) -> DataFrame | None:
    """`touch_id`, `is_news` (it came or changed tonight) and `is_withdrawn` (its consent was taken back tonight)."""
    changed = touched.standing(TOUCHES)
    news = [ids.withColumn("is_withdrawn", F.lit(True)) for ids in withdrawn(touched)]
    if changed is not None:
        news.append(changed.select("touch_id", F.lit(False).alias("is_withdrawn")))
    if not news:
        return None
    together = reduce(DataFrame.unionByName, news).groupBy("touch_id")
    return together.agg(
        F.bool_or(~F.col("is_withdrawn")).alias("is_news"), F.bool_or("is_withdrawn").alias("is_withdrawn")
    )


def withdrawn(touched: Touched) -> list[DataFrame]:
    """`touch_id` of changed events and impressions that may not be measured: what their touches went for.

    Rows that never had consent are among them, but made no touch that could be missed.
    """
    keys = ((EVENTS, "event_id"), (IMPRESSIONS, "impression_id"))
    changed = [(touched.standing(table), key) for table, key in keys]
    return [
        rows.where(may_not_be_measured("device_id")).select(F.col(key).alias("touch_id")).distinct()
        for rows, key in changed
        if rows is not None
    ]


def may_not_be_measured(*ids: str) -> Column:
    """The row has no consent, and so none of its ids: of a row that had one, consent was taken back."""
    nobody = reduce(Column.__and__, (F.col(name).isNull() for name in ids))
    return nobody & ~F.coalesce(F.col("consent").isin(*MEASURED), F.lit(False))


def with_news(changed: DataFrame, touched: Touched, sides: Sequence[DataFrame], funnel: Sequence[str]) -> DataFrame:
    """Conversions (`before`, `after`) with `is_renamed`, `is_funnel` and `is_taken_back`.

    That is: who their person is changed tonight; one of `sides`, journeys before and after, has another funnel event
    of the person; the conversion's own consent was taken back.
    """
    owned = changed.withColumn("person_id", F.coalesce("after.person_id", "before.person_id"))
    people, taken_back = renamed(touched.of(PEOPLE)), touched.standing(CONVERSIONS)
    anonymous = None if taken_back is None else taken_back.where(may_not_be_measured("device_id", "strong_id"))
    told = _flagged(owned, people[0] if people else None, "person_id", "is_renamed")
    told = _flagged(told, _moved(sides, funnel) if funnel else None, "person_id", "is_funnel")
    told = _flagged(told, anonymous, "conversion_id", "is_taken_back")
    return told.drop("person_id")


def _flagged(frame: DataFrame, found: DataFrame | None, key: str, flag: str) -> DataFrame:
    if found is None:
        return frame.withColumn(flag, F.lit(False))
    marked = frame.join(found.select(key).distinct().withColumn(flag, F.lit(True)), on=key, how="left")
    return marked.fillna(False, subset=[flag])


def _moved(sides: Sequence[DataFrame], funnel: Sequence[str]) -> DataFrame:
    """`person_id` of those of whom one side has a funnel event that the other has not, or at another instant."""
    before, after = (
        side.where(F.col("type").isin(*funnel)).select("person_id", "conversion_id", "occurred_at") for side in sides
    )
    return before.exceptAll(after).unionByName(after.exceptAll(before))
