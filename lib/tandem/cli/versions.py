"""One night's cells under two versions of a template, as lines for people and rows for a file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tandem.definitions import Definition
from tandem.errors import UsageError
from tandem.scorecard import INPUTS, build_cells, cover_period, period_start, read_template
from tandem.scorecard.versions import ABSENT, SHOWN, Beside, side_by_side
from tandem.tables import CAMPAIGNS, CELLS, DELIVERIES

if TYPE_CHECKING:
    from tandem.lake import Lake
    from tandem.scorecard.template import Template

HEAD = ("entity", "name", "measure", "changed", *(f"{name}_{side}" for name in SHOWN for side in ("one", "other")))


def compared(lake: Lake, one: Definition, other: Definition, night: date | None) -> tuple[date, list[Beside]]:
    """The night, the last one unless stated, and its cells as both versions judge what is known of it today.

    Raises UsageError when that night published nothing.
    """
    nights = sorted(row[0] for row in lake.read(CELLS).select("period_end").distinct().collect())
    if not nights or (night and night not in nights):
        known = f"published are {nights[0]} to {nights[-1]}" if nights else "`tandem night` publishes some"
        raise UsageError(f"scorecard compare: no cells of {night or 'any night'}; {known}")
    through = night or nights[-1]
    templates = [read_template(each) for each in (one, other)]
    left, right = (_cells(lake, each, through) for each in templates)
    return through, side_by_side(templates[0], left, templates[1], right)


def names_in(lake: Lake) -> dict[str, str]:
    """Name of each campaign by its id."""
    return {row["campaign_id"]: row["name"] for row in lake.read(CAMPAIGNS).select("campaign_id", "name").collect()}


def row_of(each: Beside, names: dict[str, str]) -> tuple[Any, ...]:
    """One cell under HEAD."""
    numbers = [None if side is None else side[name] for name in SHOWN for side in (each.one, each.other)]
    return each.entity, names.get(each.entity, each.entity), each.measure, " ".join(each.changed), *numbers


def line_of(each: Beside, names: dict[str, str]) -> tuple[str, ...]:
    """One cell for a screen: each thing that differs as before -> after, others once."""
    whose = names.get(each.entity, each.entity) or "company"
    return (whose, each.label, *(_said(each, name) for name in SHOWN))


def _said(each: Beside, name: str) -> str:
    before, after = (ABSENT if side is None else _text(side[name]) for side in (each.one, each.other))
    return f"{before} -> {after}" if before != after else before


def _text(value: Any) -> str:
    return "not known" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def _cells(lake: Lake, template: Template, through: date) -> list[dict[str, Any]]:
    tables = {table.full_name: lake.read(table) for table in INPUTS}
    coverage = cover_period(tables[DELIVERIES.full_name], start=period_start(template, through), end=through)
    return [row.asDict() for row in build_cells(tables, template, coverage, through=through).collect()]
