"""An explanation as text and as JSON."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tandem.cli.ancestry import Step
from tandem.cli.explained import Explanation
from tandem.scorecard.sources import SOURCES

SAME = 1e-9  # sums of fractions may differ by their order
CHANGED = "changed since"  # its file says something else today
FILES_SHOWN = 3  # of each feed


def as_text(said: Explanation) -> str:
    """The walk from a cell down to its files, for a person."""
    parts = (value_lines(said), formula_lines(said), table_lines(said), definition_lines(said), file_lines(said))
    return "\n\n".join("\n".join(lines) for lines in parts)


def as_json(said: Explanation) -> str:
    """The same, whole, for a program: one object."""
    return json.dumps(content(said), indent=2, default=str)


def content(said: Explanation) -> dict[str, Any]:
    """The same as plain values."""
    formula, outcome = said.formula, said.outcome
    return {
        "key": said.key,
        "cell": dict(said.cell),
        "published": step_content(said.published, said),
        "kpi": {"id": f"kpi.{said.kpi.measure}", "version": said.kpi.version, "hash": said.kpi.hash}
        | {"name": said.kpi.name, "owner": said.kpi.owner, "unit": said.kpi.unit},
        "formula": {"source": formula.source, "where": formula.where, "sql": formula.sql}
        | {"numerator": formula.numerator, "denominator": formula.denominator},
        "numbers": {"value": outcome.value, "numerator": outcome.numerator, "denominator": outcome.denominator}
        | dict(outcome.beside)
        | {"equals_cell": equals_cell(said)},
        "rows_of_source": dict(outcome.rows),
        "tables": [step_content(step, said) for step in said.steps],
        "definitions": definitions(said),
        "files": [dict(each) for each in said.files],
    }


def step_content(step: Step, said: Explanation) -> dict[str, Any]:
    """One write of one table as plain values."""
    names = ("table", "version", "write", "run_id", "job", "through", "code", "committed_at", "rows_written", "inputs")
    return {name: getattr(step, name) for name in names} | {"rows": said.rows[step.key]}


def definitions(said: Explanation) -> list[dict[str, Any]]:
    """Each definition or section of settings behind the cell, once a hash; version null: conf/ no longer has it."""
    found = {pair for step in (said.published, *said.steps) for pair in step.definitions.items()}
    return [{"id": id_, "version": said.versions.get((id_, hash_)), "hash": hash_} for id_, hash_ in sorted(found)]


def equals_cell(said: Explanation) -> bool:
    """The formula gives what was measured: of a cell that is neither held nor corrected, what was published."""
    value, measured = said.outcome.value, said.cell["measured"]
    return value is not None and measured is not None and math.isclose(value, measured, rel_tol=SAME)


def value_lines(said: Explanation) -> list[str]:
    """What is published."""
    cell, whose = said.cell, said.cell["entity"] or "the company"
    doubt = "" if cell["low"] is None else f" (90 %: {number(cell['low'])} to {number(cell['high'])})"
    known = "" if cell["completeness"] is None else f", {cell['completeness']:.1%} in"
    target = "" if cell["target"] is None else f", target {number(cell['target'])}: {cell['status']}"
    return [
        f"{said.key}: {said.kpi.name} of {whose}, {cell['period_start']} to {cell['period_end']}",
        *held_lines(cell),
        f"value      {number(cell['value'])}{doubt}, {cell['unit']}{known}{target}; owner: {cell['owner']}",
        f"published  {written(said.published)}, in version {said.published.version} of {said.published.table}",
    ]


def held_lines(cell: Mapping[str, Any]) -> list[str]:
    """That the value is not published as plainly measured; nothing of other cells."""
    if cell["mark"] is None:
        return []
    return [f"{cell['mark']:<10} measured {number(cell['measured'])}; `tandem hold list` says why"]


def formula_lines(said: Explanation) -> list[str]:
    """How it is computed, with its numbers and the rows they are from."""
    formula, outcome, rows = said.formula, said.outcome, said.outcome.rows
    numbers = [("numerator", formula.numerator, outcome.numerator)]
    if formula.denominator:
        numbers.append(("denominator", formula.denominator, outcome.denominator))
    numbers += [(name, text, outcome.beside[name]) for name, text in formula.beside.items()]
    width = max(len(name) for name, *_ in numbers)
    if equals_cell(said):
        verdict = "the cell's value" if said.cell["mark"] in (None, "released") else "what the cell measured"
    else:
        verdict = f"not the cell's {number(said.cell['measured'])}: the template or a formula says something else today"
    where = f" where {formula.where}" if formula.where else ""
    counted = f"{rows['period']:,} of the period, {rows['entity']:,} of the entity, {rows['counted']:,} counted"
    return [
        f"formula    kpi.{said.kpi.measure} version {said.kpi.version} {said.kpi.hash}, owner: {said.kpi.owner}",
        *(f"           {line}" for line in formula.sql.splitlines()),
        f"           over {formula.source}{where}",
        *(f"  {name:<{width}}  {number(value):>14}  {' '.join(text.split())}" for name, text, value in numbers),
        f"  gives {number(outcome.value)}, {verdict}",
        f"  {SOURCES[formula.source].rows}: {counted}",
    ]


def table_lines(said: Explanation) -> list[str]:
    """Each table behind the cell at the version that was read, its rows, and what wrote it."""
    names = [(f"{step.table} v{step.version}", f"{said.rows[step.key]:,}", written(step)) for step in said.steps]
    return ["tables     as they were read, nearest first", *aligned(names)]


def definition_lines(said: Explanation) -> list[str]:
    """Definitions and settings behind the tables."""
    held = {id_ for id_, _ in said.versions}
    found = [
        (
            each["id"],
            f"version {each['version']}" if each["version"] else CHANGED if each["id"] in held else "",
            each["hash"],
        )
        for each in definitions(said)
    ]
    return ["definitions and settings", *aligned(found)]


def file_lines(said: Explanation) -> list[str]:
    """Deliveries by feed: how many files and rows, and the last of them by name."""
    by_feed: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in said.files:
        by_feed[each["feed"]].append(each)
    lines = ["files      delivered by then, of the feeds behind these tables"]
    for feed, files in by_feed.items():
        rows, bad = (sum(each[name] or 0 for each in files) for name in ("rows", "bad_rows"))
        lines.append(f"  {feed}: {len(files):,} files, {rows:,} rows, {bad:,} set aside")
        lines += [f"    {each['path']}  {each['rows']:,} rows, {each['status']}" for each in files[-FILES_SHOWN:]]
        if len(files) > FILES_SHOWN:
            lines.append(f"    and {len(files) - FILES_SHOWN:,} before them; `--format json` names all")
    return lines


def written(step: Step) -> str:
    """Which run wrote it."""
    return f"by {step.job} on the night {step.through}, run {step.run_id[:8]}"


def number(value: float | None) -> str:
    """A number as one reads it; enough digits to compare."""
    if value is None:
        return "unknown"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"


def aligned(rows: Sequence[tuple[str, str, str]]) -> Iterable[str]:
    """Lines in columns; the middle one is of numbers."""
    first, middle = (max((len(row[place]) for row in rows), default=0) for place in (0, 1))
    return [f"  {row[0]:<{first}}  {row[1]:>{middle}}  {row[2]}" for row in rows]
