"""The only way to read or write tables. Progress and lineage live in each table's own Delta commits."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from pyspark.sql import DataFrame, DataFrameWriter
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched
from tandem.commits import Marker, delta_writer, last_marker, stamped, take_back, translated
from tandem.compare import (
    changed_days,
    compared,
    duplicate_among,
    duplicate_key,
    first_written,
    outside,
    rows_that_left,
)
from tandem.config import Section
from tandem.contract import Table
from tandem.definitions import Definition
from tandem.epochs import check_keys, check_one_key
from tandem.errors import ConflictError, GrainError
from tandem.standing import Standing
from tandem.tables import PSEUDONYMS

logger = logging.getLogger(__name__)

CHECK_ALL_BELOW_BYTES = 100_000_000  # about a million rows


@dataclass(frozen=True)
class Write:
    """One commit of this run: what it did to a table."""

    table: str
    rows_written: int
    rows_changed: int


@dataclass
class Lake(Standing):
    """The tables of one company as one run sees them."""

    through: date
    job: str = "notebook"
    code: str = "unknown"
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    rebuild: bool = False
    reopen: date | None = None
    key: str = ""  # check value of the key of the pseudonyms, once a job that makes them has named it
    writes: list[Write] = field(default_factory=list)
    inputs: set[str] = field(default_factory=set)  # tables that the present job asked for changes of
    _read_by: dict[str, Marker] = field(default_factory=dict)

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
        return Touched(rows=changed, since=self.open_from, left=left)

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
        if old.isEmpty():
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

    def _keep(self, table: Table, left: DataFrame, number: int) -> None:
        """Append what write `number` is about to take away, so that no commit of it stands without (decision 0025).

        Not only once: a run that is killed in between is repeated, perhaps with other rows. Those kept in vain make
        readers look at rows that stand, and change nothing.
        """
        marker = replace(self._written(table, number), table=table.left.full_name)
        self._write(table.left, delta_writer(table.left, left, once=None).mode("append"), marker)
        logger.info("kept table=%s write=%s", table.left.full_name, number)

    def _commit(
        self,
        table: Table,
        rows: DataFrame,
        number: int,
        *,
        mode: str,
        where: str | None = None,
        changed: int | None = None,
        left_in: int | None = None,
    ) -> None:
        """One Delta commit that carries its own lineage; then look whether it is ours and keeps the grain."""
        marker = self._written(table, number)
        marker = replace(marker, left_in=left_in) if left_in else marker
        writer = delta_writer(table, rows, once=(f"tandem/{table.full_name}", number)).mode(mode)
        self._write(table, writer.option("replaceWhere", where) if where else writer, marker)
        self._after_commit(table, marker, changed)

    def _written(self, table: Table, number: int) -> Marker:
        """What write `number` of a table says of itself."""
        before = self.marker(table)
        return replace(
            self._read_by.get(table.full_name, Marker()),
            table=table.full_name,
            write=number,
            run_id=self.run_id,
            job=self.job,
            through=str(self.through),
            code=self.code,
            key=self.key or (before.key if before else ""),
            left_in=before.left_in if before else 0,
            bytes_before=before.size_bytes if before else 0,
        )

    def _write(self, table: Table, writer: DataFrameWriter, marker: Marker) -> None:
        with stamped(self.spark, marker), translated(table.full_name):
            if self.conf.lake.catalog:
                if self.marker(table) is None:
                    self.spark.sql(f"CREATE SCHEMA IF NOT EXISTS {self.conf.lake.catalog}.{table.layer}")
                writer.saveAsTable(self.address(table))
            else:
                writer.save(str(self.root / table.layer / table.name))

    def _after_commit(self, table: Table, marker: Marker, changed: int | None) -> None:
        now = last_marker(self.spark, self.address(table))
        if now is None or now.run_id != self.run_id or now.write != marker.write:
            raise ConflictError(_lost(table, now))
        before, self._markers[table.full_name] = self._markers.get(table.full_name), now
        written = now.rows_written
        self.writes.append(Write(table.full_name, written, written if changed is None else changed))
        logger.info("write table=%s rows=%s changed=%s version=%s", table.full_name, written, changed, now.version)
        if written and (key := self._duplicate(table, now)):
            take_back(self.spark, self.address(table), before, now)
            self._markers.pop(table.full_name)
            raise GrainError(f"{self.job}: {table.full_name}: more than one row for {key}; the write was taken back")

    def _duplicate(self, table: Table, now: Marker) -> str | None:
        few, is_large = self._few(table, now), now.size_bytes > CHECK_ALL_BELOW_BYTES
        if few is not None:
            return duplicate_among(few, table)
        return duplicate_key(table, self._rows(table), now.write, rows_written=now.rows_written, is_large=is_large)

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

    def rekey(self, table: Table, rekeyed: Callable[[DataFrame], DataFrame], check: str) -> None:
        """Put all rows of `table` under the next key, in one commit: for its readers no row has changed.

        Raises ConflictError or LakeError, with the table as it was.
        """
        before = self.marker(table)
        assert before is not None
        marker = replace(before, run_id=self.run_id, job=self.job, key=check, bytes_before=before.size_bytes)
        # What left lies beside, and first: Delta skips it where a run that was cut short has done it.
        for each in (table.left, table):
            if self.marker(each):
                rows = rekeyed(self.spark.table(self.address(each))).select(*table.schema.names)
                once = (f"tandem/{each.full_name}/key", int(check.partition(":")[0]))
                writer = delta_writer(each, rows, once=once).mode("overwrite")
                self._write(each, writer, replace(marker, table=each.full_name))
        self._after_commit(table, marker, changed=0)


def _lost(table: Table, winner: Marker | None) -> str:
    who = f"run {winner.run_id} ({winner.job})" if winner else "another run"
    return f"{table.full_name}: {who} wrote it while this run was working; nothing is lost, run again"
