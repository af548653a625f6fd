"""What changed in a table's inputs, and which of its rows that can alter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce

import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import DateType

from tandem.contract import Table

FEW_HASHES = 2_000_000  # 64-bit hashes of so many keys, 16 MB, go out to every task; of more, both sides are shuffled
FEW_KEYS = 20_000  # a megabyte or so: so many come to the driver, and go out again with every plan that asks for them


@dataclass(frozen=True)
class Affected:
    """The rows of a table that a night may alter: all, or those whose scope columns are in `keys`."""

    keys: DataFrame | None = None  # distinct values of scope columns; None: every row
    since: date | None = None  # rows of earlier days stay as published; None: no limit
    days: frozenset[date] | None = None  # all days of `keys`, where they are known without asking for them
    behind: tuple[DataFrame, ...] = ()  # kept in memory, because `keys` are made of them; let go by the lake

    def takes_whole_days(self, table: Table) -> bool:
        """Of each day that it reaches, it takes every row of `table`."""
        return self.keys is None or self.keys.columns == [table.partition]

    def widened(self, *, days_before: int = 0, days_after: int = 0) -> Affected:
        """The same, with each key's `date` and the limit moved outward by whole days."""
        since = self.since - timedelta(days=days_before) if self.since else None
        if self.keys is None or "date" not in self.keys.columns:
            return replace(self, since=since, days=None)
        nearby = F.explode(F.sequence(F.date_sub("date", days_before), F.date_add("date", days_after)))
        wider = affected_by(self.keys.withColumn("date", nearby), since=since, are_many=bool(self.behind))
        return replace(wider, behind=(*wider.behind, *self.behind))

    def restrict(self, frame: DataFrame, *, day: str | None = "date") -> DataFrame:
        """Rows of `frame` that are affected; `day` names the column that `since` limits."""
        if self.since is not None and day is not None:
            frame = frame.where(F.col(day) >= F.lit(self.since))
        if self.keys is None:
            return frame
        return frame.join(self.keys, on=self.keys.columns, how="left_semi")


@dataclass(frozen=True)
class Touched:
    """Rows of each input that changed since a table last read it; `rows` None: take everything as changed."""

    rows: Mapping[str, DataFrame] | None  # that stand
    since: date | None = None  # rows of earlier days stay as published; None: no limit
    left: Mapping[str, DataFrame] = field(default_factory=dict)  # that a write took away, as they stood
    are_many: bool = False  # this run changed more rows of an input than `FEW_KEYS`

    @property
    def everything(self) -> bool:
        """The table is new, is rebuilt, or a definition behind it changed."""
        return self.rows is None

    @property
    def nothing(self) -> bool:
        """No input has changed, so the table stands."""
        return self.rows is not None and not self.rows

    @property
    def open_days(self) -> Affected:
        """Every row that may still be restated."""
        return Affected(since=self.since)

    def reaching(self, *keys: DataFrame) -> Affected:
        """The rows, as far as they may still be restated, whose scope columns are among `keys`."""
        return affected_by(*keys, since=self.since, are_many=self.are_many)

    def of(self, table: Table) -> DataFrame | None:
        """Where one input changed: its changed rows, and those that went or are found elsewhere, as they stood.

        Contract columns; None when it did not change. What a night may alter is told by them; what is true now is not.
        """
        changed, left = self.standing(table), self.left.get(table.full_name)
        return changed if changed is None or left is None else changed.unionByName(left)

    def standing(self, table: Table) -> DataFrame | None:
        """Changed rows of one input as they stand, contract columns; None when it did not change."""
        return (self.rows or {}).get(table.full_name)

    def keys(self, table: Table, *columns: str | Column) -> list[DataFrame]:
        """Distinct `columns` of what `of` tells of one input: a list of one frame, or of none."""
        changed = self.of(table)
        return [] if changed is None else [changed.select(*columns).distinct()]


def affected_by(*keys: DataFrame, since: date | None, are_many: bool = False) -> Affected:
    """The union of key frames with equal columns, distinct, found once: few keys are literals, many are kept.

    Of keys that `are_many` it is not asked whether they are few, which is to find them twice.
    """
    found = reduce(DataFrame.unionByName, keys).distinct()
    few = None if are_many else few_rows(found)
    day = next((field.name for field in found.schema if isinstance(field.dataType, DateType)), None)
    if few is None:
        found.persist()
        # As many values as there are days within reach, so they may come to the driver.
        days = None if day is None else frozenset(row[0] for row in found.select(day).distinct().collect())
        return Affected(found, since, days, behind=(found,))
    days = None if day is None else frozenset(few[day].unique().to_pylist())
    return Affected(found.sparkSession.createDataFrame(few), since, days)


def settled(frame: DataFrame) -> DataFrame:
    """The rows of `frame`; few of them are literals, so that plans that use them twice do not find them twice."""
    few = few_rows(frame)
    return frame if few is None else frame.sparkSession.createDataFrame(few)


def few_rows(frame: DataFrame) -> pa.Table | None:
    """The rows of `frame`; None when they are more than `FEW_KEYS`."""
    few = frame.limit(FEW_KEYS + 1).toArrow()
    return few if few.num_rows <= FEW_KEYS else None
