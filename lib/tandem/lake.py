"""The only way to read or write tables. Progress and lineage live in each table's own Delta commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import FEW_KEYS, Affected, Touched
from tandem.commits import Marker
from tandem.compare import changed_days, compared, first_written, outside, rows_that_left
from tandem.config import Section
from tandem.contract import Table
from tandem.definitions import Definition
from tandem.epochs import check_keys, check_one_key
from tandem.tables import PSEUDONYMS
from tandem.writing import Writing


@dataclass
class Lake(Writing):
    """The tables of one company as one run sees them."""

    rebuild: bool = False
    reopen: date | None = None
    inputs: set[str] = field(default_factory=set)  # tables that the present job asked for changes of

    # -- reading ------------------------------------------------------------------------------------------------

    def touched(
        self, out: Table, *inputs: Table, definitions: Sequence[Definition] = (), settings: Sequence[Section] = ()
    ) -> Touched:
        """Rows of `inputs` that changed since `out` last read them, and the first day `out` may restate.

        A row that went, or that readers look up by other values now, is there as it stood too.

        `definitions` and `settings` are what `out` is made by: when one of them changed, everything is touched.
        """
        self.inputs.update(table.full_name for table in inputs)
        seen = self.marker(out)
        now = {table.full_name: self.marker(table) for table in inputs}
        self._read_by[out.full_name] = Marker(
            inputs={name: marker.position for name, marker in now.items() if marker},
            definitions={each.id: each.hash for each in definitions} | {each.name: each.hash for each in settings},
        )
        if seen is None or self.rebuild:
            return Touched(rows=None)
        if self.reopen:
            return Touched(rows=None, since=min(self.reopen, self.open_from))
        if redefined := [each for each in definitions if seen.definitions.get(each.id) != each.hash]:
            return Touched(rows=None, since=max(self.open_from, min(each.effective_from for each in redefined)))
        if any(seen.definitions.get(each.name) != each.hash for each in settings):
            return Touched(rows=None, since=self.open_from)
        changed, left = {}, {}
        for table in inputs:
            marker, read = now[table.full_name], seen.writes_read(table.full_name)
            if marker and marker.write > read:
                changed[table.full_name] = self._changed_after(table, read)
            if marker and marker.left_in > read:
                left[table.full_name] = self._left_after(table, read)
        are_many = any(write.table in changed and write.rows_changed > FEW_KEYS for write in self.writes)
        return Touched(rows=changed, since=self.open_from, left=left, are_many=are_many)

    def is_due(self, out: Table, *inputs: Table, **made_by: Any) -> bool:
        """Whether to make `out`, whose windows move with the night: something is touched, or the night is another."""
        touched, last = self.touched(out, *inputs, **made_by), self.marker(out)
        return not touched.nothing or (last is not None and last.through != str(self.through))

    @property
    def open_from(self) -> date:
        """First day that is still open on this night."""
        return self.through - timedelta(days=self.conf.reporting.restate_days - 1)

    # -- writing ------------------------------------------------------------------------------------------------

    def replace(self, table: Table, frame: DataFrame, affected: Affected) -> None:
        """Make the affected rows of `table` those of `frame`, in one commit; equal rows keep their `changed_in`.

        Raises ContractError, GrainError, ConflictError or LakeError, with the table as it was.
        """
        before = self.marker(table)
        number = before.write + 1 if before else 1
        frame = table.conform(frame)
        if affected.since is not None and table.partition:
            frame = frame.where(F.col(table.partition) >= F.lit(affected.since))
        if before is None:
            self._commit(table, first_written(table, frame, number), number, mode="overwrite")
            return
        old = self._rows(table, affected)
        if affected.keys is not None and old.isEmpty():  # days without a row are no case to ask for
            self._commit(table, first_written(table, frame, number), number, mode="append")
            return
        changes = compared(table, frame, old, number).persist()
        try:
            self._rewrite(table, old, changes, number, affected)
        finally:
            changes.unpersist()

    def _rewrite(self, table: Table, old: DataFrame, changes: DataFrame, number: int, affected: Affected) -> None:
        """Rewrite the days on which a row really changed, and no others (decision 0001)."""
        days, left = changed_days(changes)
        if not days:
            self._commit(table, self.spark.createDataFrame([], table.schema), number, mode="append", changed=0)
            return
        fresh, standing, where = changes.where("is_new").select("row.*"), self._rows(table), None
        if table.partition:
            on_those_days = F.col(table.partition).isin(list(days))
            fresh, standing, old = (rows.where(on_those_days) for rows in (fresh, standing, old))
            named = ", ".join(f"DATE'{day}'" for day in sorted(days))
            where = f"{table.partition} IN ({named})"
        if not affected.takes_whole_days(table):
            fresh = outside(standing, affected, table.partition).unionByName(fresh)
        if left:
            self._keep(table, rows_that_left(table, old, changes, number), number)
        changed, left_in = sum(days.values()), number if left else None
        self._commit(table, fresh, number, mode="overwrite", where=where, changed=changed, left_in=left_in)

    # -- keys of the pseudonyms ---------------------------------------------------------------------------------

    def standing_keys(self) -> dict[str, str]:
        """The check value noted with each table of pseudonyms that exists; empty where none is."""
        return {t.full_name: marker.key for t in PSEUDONYMS if (marker := self.marker(t))}

    def check_one_key(self) -> None:
        """Raise LakeError when a rotation of keys has been cut short."""
        check_one_key(self.standing_keys())

    def keyed_by(self, checks: Sequence[str]) -> None:
        """Note under which keys this run makes pseudonyms. Raises UsageError unless all that stand are under them."""
        check_keys(self.standing_keys(), checks)
        self.key = checks[-1]
