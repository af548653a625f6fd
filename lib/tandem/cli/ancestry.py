"""Which writes of which tables stand behind one, down to raw, each at the version that was read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tandem.cli.lineage import commits
from tandem.contract import Table
from tandem.errors import LakeError
from tandem.tables import TABLES

KNOWN = {table.full_name: table for table in TABLES}


@dataclass(frozen=True)
class Step:
    """One write of one table, as its commit tells it."""

    table: str
    version: int  # Delta version
    write: int
    run_id: str
    job: str
    through: str
    code: str
    committed_at: str  # ISO 8601, UTC
    rows_written: int
    inputs: Mapping[str, int]  # table -> Delta version that was read
    definitions: Mapping[str, str]  # id of a definition or name of settings -> hash

    @property
    def key(self) -> tuple[str, int]:
        """Table and version."""
        return self.table, self.version


def ancestors(lake: Path, first: Mapping[str, int]) -> list[Step]:
    """The write behind each of `first`, tables with their versions, then those behind their inputs, nearest first."""
    found: dict[tuple[str, int], Step] = {}
    waiting = deque(first.items())
    while waiting:
        name, version = waiting.popleft()
        step = step_at(lake, KNOWN[name], version)
        if step.key not in found:
            found[step.key] = step
            waiting.extend(sorted((each, at) for each, at in step.inputs.items() if each in KNOWN))
    return list(found.values())


def step_at(lake: Path, table: Table, version: int) -> Step:
    """The last write of a table up to a version."""
    for step in steps(lake, table):
        if step.version <= version:
            return step
    raise LakeError(f"{table.full_name}: its log no longer tells of version {version}")


def step_of_write(lake: Path, table: Table, write: int) -> Step:
    """The write of that number."""
    for step in steps(lake, table):
        if step.write == write:
            return step
    raise LakeError(f"{table.full_name}: its log no longer tells of write {write}")


def steps(lake: Path, table: Table) -> Iterator[Step]:
    """Every write that the table's log tells of, newest first."""
    return (_step(table, version, words, info) for version, words, info in commits(lake, table))


def _step(table: Table, version: int, words: Mapping[str, Any], info: Mapping[str, Any]) -> Step:
    written = int(info.get("operationMetrics", {}).get("numOutputRows", 0))
    return Step(
        table=table.full_name,
        version=version,
        committed_at=datetime.fromtimestamp(info["timestamp"] / 1000, UTC).isoformat(),
        rows_written=written,
        inputs={name: position["version"] for name, position in words["inputs"].items()},
        definitions=words["definitions"],
        **{name: words[name] for name in ("write", "run_id", "job", "through", "code")},
    )
