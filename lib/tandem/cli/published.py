"""Cells of the scorecard as rows for people: in the template's order, with names, as CSV or as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from tandem.delimited.write import whole
from tandem.errors import UsageError
from tandem.scorecard import read_template
from tandem.scorecard.versions import version_published
from tandem.tables import CAMPAIGNS, CELLS, COMPANY

if TYPE_CHECKING:
    from tandem.lake import Lake

HEAD = (
    *("period_start", "period_end", "level", "entity", "name", "perspective", "measure", "label", "value", "low"),
    *("high", "unit", "completeness", "target", "status", "owner", "template", "template_version", "definition_hash"),
    *("mark", "measured", "weight"),
)
NUMBERS = {"rate": "0.00%", "count": "#,##0", "money": "#,##0.00", "ratio": "0.00"}  # as a workbook shows a unit
ORDER = ("entity", "template", "place", "measure")
IN_UNIT = ("value", "low", "high", "target", "measured")

Row = tuple[Any, ...]


def published_cells(lake: Lake, night: date | None) -> tuple[date, list[Row]]:
    """The night, the last one unless stated, and HEAD of each of its cells: the company first, then campaigns by name.

    Raises UsageError when that night published nothing.
    """
    cells = lake.read(CELLS)
    nights = sorted(row[0] for row in cells.select("period_end").distinct().collect())
    if not nights:
        raise UsageError(f"scorecard export: {CELLS.full_name} in {lake.root} is empty; `tandem night` fills it")
    through = night or nights[-1]
    if through not in nights:
        raise UsageError(f"scorecard export: no cells of {through}; published are {nights[0]} to {nights[-1]}")
    names = {row["campaign_id"]: row["name"] for row in lake.read(CAMPAIGNS).select("campaign_id", "name").collect()}
    found = [row.asDict() for row in cells.where(F.col("period_end") == F.lit(through)).collect()]
    lines = {of: _lines_of(lake, *of) for of in {(cell["template"], cell["template_version"]) for cell in found}}
    named = [_named(cell, names, lines[cell["template"], cell["template_version"]]) for cell in found]
    named.sort(key=lambda cell: (cell["entity"] != COMPANY, cell["name"], *(cell[name] for name in ORDER)))
    return through, [tuple(cell[name] for name in HEAD) for cell in named]


def _lines_of(lake: Lake, template: str, version: int) -> dict[str, tuple[int, str]]:
    """Place and label of each measure of a version of a template, as its file is now; some may have gone since."""
    lines = read_template(version_published(lake.versions("scorecards", template), version)).lines
    return {line.id: (place, line.label) for place, line in enumerate(lines)}


def _named(cell: dict[str, Any], names: Mapping[str, str], lines: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    """A cell with its level, the names that people know, and its place in the template."""
    entity, measure = cell["entity"], cell["measure"]
    place, label = lines.get(measure, (len(lines), measure))
    level = "company" if entity == COMPANY else "campaign"
    return cell | {"level": level, "name": names.get(entity, entity), "place": place, "label": label}


def write_workbook(out: str, rows: Sequence[Row]) -> None:
    """Write `rows` to an Excel workbook, a sheet for each level, numbers as their unit is read."""
    import xlsxwriter

    level = HEAD.index("level")
    with whole(out) as part, xlsxwriter.Workbook(str(part)) as book:
        for sheet in dict.fromkeys(row[level] for row in rows):
            _write_sheet(book, sheet, [row for row in rows if row[level] == sheet])


def _write_sheet(book: Any, name: str, rows: Sequence[Row]) -> None:
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    units = {unit: book.add_format({"num_format": shown}) for unit, shown in NUMBERS.items()}
    day, share = (book.add_format({"num_format": shown}) for shown in ("yyyy-mm-dd", "0%"))
    sheet.write_row(0, 0, HEAD, bold)
    for at, row in enumerate(rows, 1):
        looks = {"completeness": share, "period_start": day, "period_end": day}
        looks |= dict.fromkeys(IN_UNIT, units.get(row[HEAD.index("unit")]))
        for column, (title, value) in enumerate(zip(HEAD, row, strict=True)):
            sheet.write(at, column, value, looks.get(title))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(HEAD) - 1)
    sheet.autofit()
