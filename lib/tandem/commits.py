"""How a table is committed, what a commit of ours says of itself, and how it is found again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, DataFrameWriter, Row, SparkSession

from tandem.contract import CHANGED_IN, Table
from tandem.errors import ConflictError, LakeError, TandemError

ABSENT = (
    "TABLE_OR_VIEW_NOT_FOUND",
    "PATH_NOT_FOUND",
    "DELTA_MISSING_DELTA_TABLE",
    "DELTA_TABLE_NOT_FOUND",
    "DELTA_TABLE_ONLY_OPERATION",
)
READ_BACK = ("version", "rows_written", "bytes_added")  # what Delta itself says of a commit
METADATA = "spark.databricks.delta.commitInfo.userMetadata"
NEW_TABLE = {
    "delta.logRetentionDuration": "interval 400 days",
    "delta.enableDeletionVectors": "false",
    "delta.dataSkippingStatsColumns": CHANGED_IN,  # all that a night skips by, beside the days of the partitions
}
NEWEST = 5  # commits looked at first; OPTIMIZE and VACUUM may stand above the one that counts

# Text found in errors of the engine or the file system -> what it means to an operator.
CAUSES = {
    "Concurrent": "another run wrote it at the same time",
    "Permission denied": "permission denied",
    "No space left": "no space left on the disk",
    "Read-only file system": "the file system is read-only",
    "mkdirs failed": "its folder cannot be made",
    "failed to create file": "its folder cannot be written",
    "Mkdirs failed": "its folder cannot be made",
    "DELTA_CANNOT_CREATE_LOG_PATH": "its folder cannot be made",
}


@dataclass(frozen=True)
class Marker:
    """Progress and lineage of one write: which inputs it had read, under which definitions and code."""

    table: str = ""
    write: int = 0  # number of this write of the table, from 1
    run_id: str = ""
    job: str = ""
    through: str = ""
    code: str = ""
    inputs: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # table -> its write and Delta version
    definitions: Mapping[str, str] = field(default_factory=dict)  # definition id or name of settings -> hash
    key: str = ""  # epoch and check value of the key that its pseudonyms stand under; empty: not noted
    left_in: int = 0  # the last write that took rows from where readers find them; 0: none did
    bytes_before: int = 0  # size of the table before this write
    version: int = -1  # Delta version of the commit; known, as all below, once it is read back
    rows_written: int = 0  # rows in the files of the commit
    bytes_added: int = 0  # size of those files, less the files that they replaced

    @property
    def position(self) -> dict[str, int]:
        """How a reader of the table notes what it has read."""
        return {"write": self.write, "version": self.version}

    @property
    def size_bytes(self) -> int:
        """Size of the table after this write."""
        return max(0, self.bytes_before + self.bytes_added)

    def writes_read(self, table: str) -> int:
        """The last write of `table` that this write had read; 0 when it had read none."""
        return int(self.inputs.get(table, {}).get("write", 0))

    def as_json(self) -> str:
        """The text kept in the commit."""
        said = {key: value for key, value in asdict(self).items() if key not in READ_BACK}
        return json.dumps({"tandem": said})


def last_marker(spark: SparkSession, address: str) -> Marker | None:
    """The newest marker among a table's commits; None when the table does not exist."""
    for limit in (f" LIMIT {NEWEST}", ""):
        try:
            commits = spark.sql(f"DESCRIBE HISTORY {address}{limit}").collect()
        except AnalysisException as error:
            if _is_absent(error):
                return None
            raise
        for commit in commits:
            if marker := _marker(commit):
                return marker
    raise LakeError(f"{address}: a table that Tandem did not write; move it away or choose another lake")


def markers(spark: SparkSession, address: str) -> list[Marker]:
    """What every commit of a run says of itself, the newest first."""
    commits = spark.sql(f"DESCRIBE HISTORY {address}").collect()
    return [marker for commit in commits if (marker := _marker(commit))]


def delta_writer(table: Table, rows: DataFrame, *, once: tuple[str, int] | None) -> DataFrameWriter:
    """How `rows` of `table` are written. Of two runs that reach the same `once` Delta lets only the first commit."""
    writer = rows.sortWithinPartitions(*table.sort).write if table.sort else rows.write
    writer = writer.format("delta").options(**NEW_TABLE)
    if once:
        writer = writer.option("txnAppId", once[0]).option("txnVersion", once[1])
    return writer.partitionBy(table.partition) if table.partition else writer


@contextmanager
def stamped(spark: SparkSession, marker: Marker) -> Iterator[None]:
    """Commits made meanwhile carry `marker`."""
    # By session, not by writer option: that one is lost on the write that creates a catalog table.
    spark.conf.set(METADATA, marker.as_json())
    try:
        yield
    finally:
        spark.conf.unset(METADATA)


def take_back(spark: SparkSession, address: str, before: Marker | None, now: Marker) -> None:
    """Undo the write `now`; its number stays used, so that the next one is not taken for a repetition."""
    undone = replace(
        before or Marker(),
        table=now.table,
        write=now.write,
        run_id=now.run_id,
        bytes_before=before.size_bytes if before else 0,
    )
    with stamped(spark, undone):
        if before is None:
            spark.sql(f"DELETE FROM {address}")
        else:
            spark.sql(f"RESTORE TABLE {address} TO VERSION AS OF {now.version - 1}")


def _marker(commit: Row) -> Marker | None:
    try:
        said = json.loads(commit["userMetadata"] or "{}")
    except json.JSONDecodeError:
        return None
    ours: dict[str, Any] | None = said.get("tandem") if isinstance(said, dict) else None
    if not ours:
        return None
    measured = {key: int(value) for key, value in (commit["operationMetrics"] or {}).items() if value.isdigit()}
    added = measured.get("numOutputBytes", 0) - measured.get("numRemovedBytes", 0)
    rows = measured.get("numOutputRows", 0)
    return Marker(**ours, version=commit["version"], rows_written=rows, bytes_added=added)


def _is_absent(error: AnalysisException) -> bool:
    return any(name in (error.getCondition() or str(error)) for name in ABSENT)


@contextmanager
def translated(table: str) -> Iterator[None]:
    """Errors of the engine and the file system as one clear line that names the table."""
    try:
        yield
    except TandemError:
        raise
    except Exception as error:  # the engine's own errors arrive as several unrelated classes
        text = str(error)
        for found, meaning in CAUSES.items():
            if found in text:
                kind = ConflictError if found == "Concurrent" else LakeError
                raise kind(f"{table}: {meaning}; nothing of this write was kept") from error
        raise
