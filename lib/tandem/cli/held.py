"""What governance.holds says of one night, beside what was measured, as rows for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from tandem.approvals import name_of_measure
from tandem.errors import UsageError
from tandem.tables import CELLS, HOLDS

if TYPE_CHECKING:
    from tandem.lake import Lake

HEAD = ("measure", "status", "far out", "measured", "published", "decided by", "reason")


def holds_of(lake: Lake, night: date | None) -> tuple[date, list[dict[str, Any]]]:
    """The night, the last one unless stated, and its holds by name, each with what its cell measured.

    Raises UsageError when that night published nothing.
    """
    nights = sorted(row[0] for row in lake.read(CELLS).select("period_end").distinct().collect())
    if not nights:
        raise UsageError(f"hold: {CELLS.full_name} in {lake.root} is empty; `tandem night` fills it")
    through = night or nights[-1]
    if through not in nights:
        raise UsageError(f"hold: nothing was published for {through}; periods end on {nights[0]} to {nights[-1]}")
    cells = lake.read(CELLS).where((F.col("period_end") == F.lit(through)) & F.col("mark").isNotNull())
    measured = {(row["entity"], row["measure"]): row["measured"] for row in cells.collect()}
    rows = [row.asDict() for row in lake.read(HOLDS).where(F.col("through") == F.lit(through)).collect()]
    named = [_named(row, measured) for row in rows]
    return through, sorted(named, key=lambda row: row["cell"])


def line_of(row: dict[str, Any]) -> tuple[str, ...]:
    """One line under HEAD."""
    days = str(row["since"]) if row["since"] == row["last_date"] else f"{row['since']} to {row['last_date']}"
    published = row["measured"] if row["status"] == "released" else row["value"]
    return (
        *(row["cell"], row["status"], days, _rate(row["measured"]), _rate(published)),
        *(row["owner"] or "nobody yet", row["reason"] or ""),
    )


def _named(row: dict[str, Any], measured: Mapping[tuple[str, str], float | None]) -> dict[str, Any]:
    key = (row["entity"], row["measure"])
    return row | {"cell": name_of_measure(*key), "measured": measured.get(key)}


def _rate(value: float | None) -> str:
    return "not known" if value is None else f"{100 * value:.3g} %"
