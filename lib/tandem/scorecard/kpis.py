"""The KPI dictionary: what each published measure is made of, and what one must know to read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tandem.definitions import Definition, load_definitions
from tandem.errors import DefinitionError
from tandem.scorecard.sources import SOURCES, Source
from tandem.scorecard.template import MEASURES, UNITS

SCOPES = ("company", "campaign")
TEXTS = ("name", "unit", "exclusions", "normalisation", "window", "update_cycle")
LISTS = ("assumptions", "limits")
NEEDED = (*TEXTS, *LISTS, "formulas")
FORMULA_NEEDED, FORMULA_MORE = ("source", "numerator", "formula"), ("where", "denominator", "beside")

# Text in quotes, a name in backticks, or a word and the bracket that makes it a function.
TOKEN = re.compile(r"'(?:[^']|'')*'|`([^`]+)`|([A-Za-z_]\w*)\s*(\()?")
KEYWORDS = {"AND", "OR", "NOT", "IS", "NULL", "IN", "LIKE", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END", "FILTER",
            "WHERE", "DISTINCT", "TRUE", "FALSE"}  # fmt: skip
PART = re.compile(r"\b(numerator|denominator)\b")


@dataclass(frozen=True)
class Formula:
    """How a measure of the company, or of one campaign, is made from rows of one source."""

    source: str
    numerator: str  # aggregates over the source's rows of the period, in Spark SQL, as all expressions here
    formula: str  # over `numerator`, `denominator` and further aggregates
    denominator: str | None = None
    where: str | None = None  # rows that count
    beside: Mapping[str, str] = field(default_factory=dict)  # what else one should see: name -> aggregate

    @property
    def sql(self) -> str:
        """The formula with its parts written out."""
        parts = {"numerator": self.numerator, "denominator": self.denominator}
        if self.formula == "numerator":
            return self.numerator
        return PART.sub(lambda found: f"({parts[found[1]]})" if parts[found[1]] else found[1], self.formula)


@dataclass(frozen=True)
class Kpi:
    """One measure of the scorecard."""

    measure: str
    version: int
    hash: str
    owner: str
    name: str
    unit: str
    exclusions: str
    normalisation: str
    window: str
    update_cycle: str
    assumptions: tuple[str, ...]
    limits: tuple[str, ...]
    formulas: Mapping[str, Formula]  # by scope; a measure of the company alone has one


def load_kpis(folder: Path) -> dict[str, Kpi]:
    """The KPIs of `<folder>/*.yml` by measure. Raises DefinitionError where one cannot be read or run."""
    return {kpi.measure: kpi for kpi in map(read_kpi, load_definitions(folder, "*.yml"))}


def read_kpi(definition: Definition) -> Kpi:
    """The KPI that a definition states. Raises DefinitionError, which names the file and the part."""
    body, where = definition.body, definition.path
    measure = definition.id.removeprefix("kpi.")
    _one_of(f"{where}: id", definition.id, [f"kpi.{each}" for each in MEASURES])
    _has_keys(body, where=str(where), needed=NEEDED)
    _one_of(f"{where}: unit", body["unit"], UNITS)
    for name in LISTS:
        if not isinstance(body[name], list):
            raise DefinitionError(f"{where}: {name} is {body[name]!r}, expected a list of sentences")
    texts = {name: str(body[name]) for name in TEXTS}
    lists = {name: tuple(map(str, body[name])) for name in LISTS}
    formulas = _formulas(body["formulas"], f"{where}: formulas")
    head = {"version": definition.version, "hash": definition.hash, "owner": definition.owner}
    return Kpi(measure=measure, formulas=formulas, **head, **texts, **lists)  # type: ignore[arg-type]  # by name


def columns_of(expression: str) -> set[str]:
    """Columns that an SQL expression names: words that are neither keywords nor functions nor in quotes."""
    found = TOKEN.findall(expression)
    plain = {word for _, word, bracket in found if word and not bracket and word.upper() not in KEYWORDS}
    return plain | {quoted for quoted, _, _ in found if quoted}


def _formulas(stated: Any, where: str) -> dict[str, Formula]:
    if not isinstance(stated, dict) or set(stated) not in ({"any"}, {"company"}, set(SCOPES)):
        given = ", ".join(stated) if isinstance(stated, dict) else repr(stated)
        raise DefinitionError(f"{where}: {given}; allowed: any, or company, or company and campaign")
    scopes = {scope: stated.get(scope, stated.get("any")) for scope in SCOPES}
    return {scope: _formula(body, scope, f"{where}.{scope}") for scope, body in scopes.items() if body is not None}


def _formula(stated: Any, scope: str, where: str) -> Formula:
    if not isinstance(stated, dict):
        raise DefinitionError(f"{where}: {stated!r}, expected keys and values")
    _has_keys(stated, where=where, needed=FORMULA_NEEDED, more=FORMULA_MORE)
    _one_of(f"{where}: source", stated["source"], SOURCES)
    source = SOURCES[stated["source"]]
    if scope == "campaign" and source.entity is None:
        raise DefinitionError(f"{where}: source is {stated['source']}, which does not know campaigns")
    if not isinstance(stated.get("beside", {}), dict):
        raise DefinitionError(f"{where}: beside is {stated['beside']!r}, expected names and expressions")
    texts = {key: str(stated[key]) for key in stated if key != "beside"}
    formula = Formula(**texts, beside=stated.get("beside", {}))
    for part, expression in _expressions(formula).items():
        _names_columns(f"{where}: {part}", expression, source)
    return formula


def _expressions(formula: Formula) -> dict[str, str]:
    stated = {"where": formula.where, "numerator": formula.numerator, "denominator": formula.denominator}
    return {name: text for name, text in {**stated, "formula": formula.sql, **formula.beside}.items() if text}


def _names_columns(where: str, expression: str, source: Source) -> None:
    if absent := sorted(columns_of(expression) - source.columns):
        allowed = ", ".join(sorted(source.columns))
        raise DefinitionError(f"{where} names {', '.join(absent)}, not in {source.table.full_name}; allowed: {allowed}")


def _has_keys(stated: Mapping[str, Any], *, where: str, needed: tuple[str, ...], more: tuple[str, ...] = ()) -> None:
    if missing := [key for key in needed if stated.get(key) in (None, "")]:
        raise DefinitionError(f"{where}: missing {', '.join(missing)}")
    if unknown := sorted(stated.keys() - {*needed, *more}):
        raise DefinitionError(f"{where}: unknown {', '.join(unknown)}; allowed: {', '.join((*needed, *more))}")


def _one_of(where: str, given: Any, allowed: Any) -> None:
    if given not in allowed:
        raise DefinitionError(f"{where} is {given!r}; allowed: {', '.join(allowed)}")
