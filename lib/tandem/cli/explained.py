"""All that stands behind one published cell: formula, numbers, tables at the versions read, definitions, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.asof import at_version
from tandem.cli.ancestry import KNOWN, Step, ancestors, step_of_write
from tandem.cli.cell_keys import key_of, parts_of, unknown_cell
from tandem.contract import CHANGED_IN, Table
from tandem.definitions import load_definition
from tandem.errors import DefinitionError, LakeError, UsageError
from tandem.lake import Lake
from tandem.scorecard import cover_period, read_template
from tandem.scorecard.formulas import Outcome, evaluate
from tandem.scorecard.kpis import Formula, Kpi, load_kpis
from tandem.scorecard.sources import SOURCES, source_rows
from tandem.scorecard.versions import version_published
from tandem.tables import CELLS, DELIVERIES

FILE = ("feed", "supplier", "path", "delivery_date", "delivery_id", "content_hash", "rows", "bad_rows", "status")


@dataclass(frozen=True)
class Explanation:
    """What made one cell."""

    key: str
    cell: Mapping[str, Any]
    published: Step
    kpi: Kpi
    formula: Formula
    outcome: Outcome
    steps: Sequence[Step]  # the source's write first, raw last
    rows: Mapping[tuple[str, int], int]  # rows of a table at a version
    versions: Mapping[tuple[str, str], int]  # version of a definition by id and hash, as far as conf/ still has it
    files: Sequence[Mapping[str, Any]]  # deliveries of the feeds behind the source, up to the period's end


def explain_cell(lake: Lake, key: str) -> Explanation:
    """What made the cell `key`, at the versions of tables that its own write had read.

    Raises UsageError for a name that no cell has, LakeError where the lake no longer holds what was read.
    """
    cell = find_cell(lake, key)
    kpi = find_kpi(lake.definitions / "kpis", cell["measure"])
    formula = kpi.formulas["campaign" if cell["entity"] else "company"]
    published = step_of_write(lake.root, CELLS, cell[CHANGED_IN])
    source = SOURCES[formula.source]
    behind = [each.full_name for each in (source.table, *source.beside)]
    steps = ancestors(lake.root, {name: published.inputs[name] for name in behind if name in published.inputs})
    try:
        outcome = recomputed(lake, cell, formula, published)
        rows = {step.key: at_version(lake, KNOWN[step.key[0]], step.key[1]).count() for step in (published, *steps)}
        files = files_behind(lake, cell, steps, published)
    except PySparkException as error:
        raise LakeError(f"explain: {key}: cannot be read as it was: {str(error).splitlines()[0]}") from error
    return Explanation(
        key, cell, published, kpi, formula, outcome, steps, rows, known_versions(lake.definitions), files
    )


def find_cell(lake: Lake, key: str) -> dict[str, Any]:
    """The cell of that name, with the number of the write that made it."""
    if (parts := parts_of(key)) is not None:
        day, entity, measure = parts
        named = (F.col("period_end") == F.lit(day)) & (F.col("entity") == entity) & (F.col("measure") == measure)
        if found := cells_of(lake).where(named).orderBy("template").collect():
            return found[0].asDict()
    raise unknown_cell(key, sorted(key_of(row.asDict()) for row in cells_of(lake).collect()))


def find_kpi(folder: Path, measure: str) -> Kpi:
    """The definition of a measure."""
    kpis = load_kpis(folder)
    if measure not in kpis:
        raise UsageError(f"{folder}: no definition of kpi.{measure}; there are {', '.join(kpis) or 'none'}")
    return kpis[measure]


def cells_of(lake: Lake) -> DataFrame:
    """scorecard.cells with the number of the write in which each last changed."""
    if lake.conf.lake.catalog:
        raise UsageError(f"explain: reads lakes in folders; lake.catalog is {lake.conf.lake.catalog!r}")
    if lake.marker(CELLS) is None:
        raise UsageError(f"explain: no {CELLS.full_name} in {lake.root}")
    return lake.spark.table(lake.address(CELLS))


def recomputed(lake: Lake, cell: Mapping[str, Any], formula: Formula, published: Step) -> Outcome:
    """The formula over its source as it stood when the cell was made."""
    source = SOURCES[formula.source]
    read = {each.full_name: as_read(lake, each, published) for each in (source.table, *source.beside, DELIVERIES)}
    versions = lake.versions("scorecards", cell["template"])
    through, template = cell["period_end"], read_template(version_published(versions, cell["template_version"]))
    coverage = cover_period(read[DELIVERIES.full_name], start=cell["period_start"], end=through)
    return evaluate(formula, source_rows(formula.source, read, template, coverage, through=through), cell["entity"])


def files_behind(lake: Lake, cell: Mapping[str, Any], steps: Sequence[Step], published: Step) -> list[dict[str, Any]]:
    """Deliveries of the feeds behind a cell that had come when it was made, one by one."""
    feeds = sorted({step.table.removeprefix("raw.") for step in steps if step.table.startswith("raw.")})
    came = F.col("feed").isin(feeds) & (F.col("delivery_date") <= F.lit(cell["period_end"]))
    behind = as_read(lake, DELIVERIES, published).where(came)
    return [row.asDict() for row in behind.select(*FILE).orderBy("feed", "delivery_date", "path").collect()]


def as_read(lake: Lake, table: Table, step: Step) -> DataFrame:
    """Rows of a table as a write had read them; none when there was no such table."""
    version = step.inputs.get(table.full_name)
    return lake.spark.createDataFrame([], table.schema) if version is None else at_version(lake, table, version)


def known_versions(folder: Path) -> dict[tuple[str, str], int]:
    """Version of every definition below a folder, by its id and hash."""
    found = {}
    for path in sorted(folder.rglob("*.yml")):
        try:
            definition = load_definition(path)
        except DefinitionError:  # settings, and data that no definition heads
            continue
        found[definition.id, definition.hash] = definition.version
    return found
