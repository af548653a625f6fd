"""What stands in the tables: their last commit, their rows, and what one job holds of them in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, few_rows
from tandem.commits import Marker, last_marker
from tandem.contract import CHANGED_IN, Table
from tandem.errors import LakeError
from tandem.places import Places

SMALL_BYTES = 1_000_000  # of Parquet; `few_rows` tells whether that is few rows too
ANEW = "move the lake away and run again: it is made anew from what was delivered"


class Small(NamedTuple):
    """The rows of a small table as one version has them."""

    version: int
    few: pa.Table | None  # None: too many to be held
    rows: DataFrame | None  # `few` as literals


@dataclass
class Standing(Places):
    """The tables of one company, read only."""

    _markers: dict[str, Marker | None] = field(default_factory=dict, kw_only=True)
    _small: dict[str, Small] = field(default_factory=dict, kw_only=True)  # by table
    _held: list[DataFrame] = field(default_factory=list, kw_only=True)

    def read(self, table: Table, within: Affected | None = None) -> DataFrame:
        """Rows of `table`, contract columns; empty when the table does not exist yet."""
        return self._rows(table, within).select(*table.column_names)

    def marker(self, table: Table) -> Marker | None:
        """What the last commit of a run says of itself; None when the table does not exist."""
        if table.full_name not in self._markers:
            self._markers[table.full_name] = last_marker(self.spark, self.address(table))
        return self._markers[table.full_name]

    def _rows(self, table: Table, within: Affected | None = None) -> DataFrame:
        if (now := self.marker(table)) is None:
            return self.spark.createDataFrame([], table.schema)
        standing = self._standing(table, now)
        if missing := sorted(set(table.schema.names) - set(standing.columns)):
            raise LakeError(f"{table.full_name}: made by an older Tandem, without {', '.join(missing)}; {ANEW}")
        rows = standing.select(*table.schema.names)
        return rows if within is None else self._restricted(table, rows, within)

    def _few(self, table: Table, now: Marker) -> pa.Table | None:
        """Every row of a small table; None of a large one."""
        return self._small_table(table, now).few

    def _standing(self, table: Table, now: Marker) -> DataFrame:
        """Every row of the table; of a small one the rows themselves.

        Delta looks for a table's files by a query of its own, in every plan that reads it: more than a small one holds.
        """
        small = self._small_table(table, now).rows
        return self.spark.table(self.address(table)) if small is None else small

    def _small_table(self, table: Table, now: Marker) -> Small:
        """Its rows, if it is small, read once for each of its versions."""
        known = self._small.get(table.full_name)
        if known is None or known.version != now.version:
            few = few_rows(self.spark.table(self.address(table))) if now.size_bytes <= SMALL_BYTES else None
            known = Small(now.version, few, None if few is None else self.spark.createDataFrame(few))
            self._small[table.full_name] = known
        return known

    def _restricted(self, table: Table, rows: DataFrame, within: Affected) -> DataFrame:
        """Rows within `within`, with the days named as literals so that other files are not opened."""
        if within.keys is None:
            return within.restrict(rows, day=table.partition)
        keys = self.hold(within.keys, *within.behind)
        shared = [column for column in keys.columns if column in rows.columns]
        if table.partition in shared:
            # As many values as there are days within reach, so it may come to the driver.
            days = within.days
            if days is None:
                days = frozenset(row[0] for row in keys.select(table.partition).distinct().collect())
            rows = rows.where(F.col(table.partition).isin(list(days)))
        return Affected(keys.select(*shared).distinct(), within.since).restrict(rows, day=table.partition)

    def _changed_after(self, table: Table, write: int) -> DataFrame:
        """Rows that changed after `write`.

        Read anew wherever they are asked for: of files named by `changed_in` a few columns cost less than all of them
        in memory.
        """
        return _after(self._rows(table), table, write)

    def _left_after(self, table: Table, write: int) -> DataFrame:
        """Rows that a write after `write` took from where readers find them, as they stood."""
        return _after(self.spark.table(self.address(table.left)), table, write)

    def hold(self, *frames: DataFrame) -> DataFrame:
        """The first of `frames`, all kept in memory until `release`: every read and the write of a job use them."""
        for frame in frames:
            if not frame.isLocal() and not any(held is frame for held in self._held):
                self._held.append(frame if frame.is_cached else frame.persist())
        return frames[0]

    def release(self) -> None:
        """Let go of what one job held in memory."""
        for frame in self._held:
            frame.unpersist()
        self._held.clear()


def _after(rows: DataFrame, table: Table, write: int) -> DataFrame:
    return rows.where(F.col(CHANGED_IN) > write).select(*table.column_names)
