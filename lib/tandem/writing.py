"""What a run commits to the tables: each write with its lineage, and before it what it takes away."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from pyspark.sql import DataFrame, DataFrameWriter

from tandem.commits import Marker, delta_writer, last_marker, stamped, take_back, translated
from tandem.compare import duplicate_among, duplicate_key
from tandem.contract import Table
from tandem.errors import ConflictError, GrainError
from tandem.standing import Standing

logger = logging.getLogger(__name__)

CHECK_ALL_BELOW_BYTES = 100_000_000  # about a million rows


@dataclass(frozen=True)
class Write:
    """One commit of this run: what it did to a table."""

    table: str
    rows_written: int
    rows_changed: int


@dataclass
class Writing(Standing):
    """The tables of one company, and who writes them."""

    through: date
    job: str = "notebook"
    code: str = "unknown"
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    key: str = ""  # check value of the key of the pseudonyms, once a job that makes them has named it
    writes: list[Write] = field(default_factory=list)
    _read_by: dict[str, Marker] = field(default_factory=dict)

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

    def rekey(self, table: Table, rekeyed: Callable[[DataFrame], DataFrame], check: str) -> None:
        """Put all rows of `table` and those that left it under the next key: for its readers no row has changed.

        Raises ConflictError or LakeError, with the table as it was.
        """
        before = self.marker(table)
        assert before is not None
        marker = replace(before, run_id=self.run_id, job=self.job, key=check, bytes_before=before.size_bytes)
        epoch = int(check.partition(":")[0])
        if self.marker(table.left):
            # First these: where a run that was cut short has done it, Delta skips the write, and the table is next.
            left = self.spark.table(self.address(table.left))
            self._put(table.left, rekeyed(left), epoch, replace(marker, table=table.left.full_name))
        self._put(table, rekeyed(self._rows(table)), epoch, marker)
        self._after_commit(table, marker, changed=0)

    def _put(self, table: Table, rekeyed: DataFrame, epoch: int, marker: Marker) -> None:
        rows, once = rekeyed.select(*table.schema.names), (f"tandem/{table.full_name}/key", epoch)
        self._write(table, delta_writer(table, rows, once=once).mode("overwrite"), marker)


def _lost(table: Table, winner: Marker | None) -> str:
    who = f"run {winner.run_id} ({winner.job})" if winner else "another run"
    return f"{table.full_name}: {who} wrote it while this run was working; nothing is lost, run again"
