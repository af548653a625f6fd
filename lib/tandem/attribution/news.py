"""What a night brought that can explain a changed credit: touches, consent taken back, people, funnel events."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.attribution.reach import may_not_be_measured, renamed, withdrawn
from tandem.changes import Touched
from tandem.contract import Table
from tandem.tables import CONVERSIONS, PEOPLE, TOUCHES


def of_each(touched: Touched, key: str, *tables: Table) -> DataFrame | None:
    """Keys of the changed rows of these tables; None where there are none, or everything is taken as changed."""
    keys = [frame for table in tables for frame in touched.keys(table, key)]
    return reduce(DataFrame.unionByName, keys).distinct() if keys else None


def touch_news(touched: Touched) -> DataFrame | None:
    """`touch_id`, `is_news` (it came or changed tonight) and `is_withdrawn` (its consent was taken back tonight)."""
    news = [frame.withColumn("is_withdrawn", F.lit(False)) for frame in touched.keys(TOUCHES, "touch_id")]
    news += [ids.withColumn("is_withdrawn", F.lit(True)) for ids in withdrawn(touched)]
    if not news:
        return None
    together = reduce(DataFrame.unionByName, news).groupBy("touch_id")
    return together.agg(
        F.bool_or(~F.col("is_withdrawn")).alias("is_news"), F.bool_or("is_withdrawn").alias("is_withdrawn")
    )


def with_news(changed: DataFrame, touched: Touched, sides: Sequence[DataFrame], funnel: Sequence[str]) -> DataFrame:
    """Conversions (`before`, `after`) with `is_renamed`, `is_funnel` and `is_taken_back`.

    That is: who their person is changed tonight; one of `sides`, journeys before and after, has another funnel event
    of the person; the conversion's own consent was taken back.
    """
    owned = changed.withColumn("person_id", F.coalesce("after.person_id", "before.person_id"))
    people, taken_back = renamed(touched.of(PEOPLE)), touched.of(CONVERSIONS)
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
