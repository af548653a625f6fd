"""One small simulated company, landed once for all tests of this folder."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from tandem.simulate import Simulated, simulate

WEB_FIELDS = dict.fromkeys(("eventId", "name", "cookieId", "userId", "pageUrl", "receivedAt", "consent"), "varchar")


@dataclass(frozen=True)
class Landed:
    home: Path
    summary: Simulated

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def truth(self) -> Path:
        return self.home / "truth"


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """1,000 people, 12 days."""
    home = tmp_path_factory.mktemp("company")
    return Landed(home, simulate(landing=home / "landing", truth=home / "truth", people=1000, days=12, seed=5))


@pytest.fixture(scope="session")
def ask(landed: Landed) -> Callable[[str], list[tuple[Any, ...]]]:
    """Run SQL over the landed feeds and the truth: web, server, impressions, and each truth table by its name."""
    database = duckdb.connect()
    database.sql("set timezone = 'UTC'")
    fields = {**WEB_FIELDS, "ts": "bigint", "sentAt": "bigint"}
    database.sql(
        f"create table web as select * from read_json('{landed.landing}/events/web/*/*', ignore_errors=true, "
        f"format='newline_delimited', columns={fields}) where eventId is not null and receivedAt is not null"
    )
    database.register("server", server_rows(landed.landing))
    database.sql(f"create view impressions as from '{landed.landing}/impressions/*/*/*.parquet'")
    for table in ("events", "visits", "orders", "actions", "robot_impressions", "files"):
        database.sql(f"create table {table} as from '{landed.truth}/{table}/*.parquet'")
    for table in landed.truth.glob("*.parquet"):
        database.sql(f"create table {table.stem} as from '{table}'")
    return lambda question: database.sql(question).fetchall()


def server_rows(landing: Path) -> pa.Table:
    """The good lines of the shop's server, read one by one: a line cut off within quotes ends there."""
    rows = []
    for path in sorted(landing.glob("events/server/*/*.csv")):
        head, *lines = (next(csv.reader([line])) for line in path.read_text().splitlines())
        rows += [dict(zip(head, cells, strict=True)) for cells in lines if len(cells) == len(head)]
    return pa.Table.from_pylist([{name: value or None for name, value in row.items()} for row in rows])
