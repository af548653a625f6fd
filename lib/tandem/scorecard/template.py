"""A scorecard template: which measures are published, in whose name, with which target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tandem.definitions import Definition
from tandem.errors import DefinitionError
from tandem.pages.content import PERSPECTIVES
from tandem.tables import RULE_MODELS

UNITS = ("rate", "count", "money", "ratio")
MEASURES = (
    "ctr",
    "cr",
    "bounce_rate",
    "engaged_rate",
    "conversions",
    "revenue",
    "refunds",
    "spend",
    "roas",
    "roas_lowest",
    "roas_highest",
    "cpa",
    "impressions",
    "ad_clicks",
    "sessions",
    "rows_kept",
    "traced",
    "decided",
    "leads",
    "qualified_rate",
    "won_rate",
    "sales_velocity",
)
ALLOWED = {"perspective": PERSPECTIVES, "unit": UNITS, "id": MEASURES}
KEYS = {
    "id",
    "label",
    "perspective",
    "unit",
    "owner",
    "meaning",
    "headline",
    "per_campaign",
    "target",
    "weight",
    "where_known",
}


@dataclass(frozen=True)
class Target:
    """A value to reach; `at_least` says from which side."""

    value: float
    at_least: bool

    def __str__(self) -> str:
        """In words."""
        return f"at {'least' if self.at_least else 'most'} {self.value:g}"


@dataclass(frozen=True)
class Line:
    """One measure of the template."""

    id: str
    label: str
    perspective: str
    unit: str
    owner: str
    meaning: str = ""
    headline: bool = False
    per_campaign: bool = False
    target: Target | None = None
    weight: float = 1.0  # of its target among those of its perspective
    where_known: bool = False  # a page that does not know it is silent on it


@dataclass(frozen=True)
class Template:
    """One scorecard template, in the order of its file."""

    id: str
    version: int
    hash: str
    title: str
    window_days: int
    credit_model: str
    lines: tuple[Line, ...]


def read_template(definition: Definition) -> Template:
    """The template that a definition states. Raises DefinitionError when it cannot be published from."""
    body, where = definition.body, definition.path
    model = body.get("credit_model", "last_non_direct")
    if model not in RULE_MODELS:
        raise DefinitionError(f"{where}: credit_model is {model!r}; allowed: {', '.join(RULE_MODELS)}")
    days = body.get("window_days", 28)
    if not isinstance(days, int) or days < 1:
        raise DefinitionError(f"{where}: window_days is {days!r}, expected a whole number of days, at least 1")
    lines = tuple(_line(item, f"{where}: measure {place}") for place, item in enumerate(body.get("measures", []), 1))
    if repeated := sorted({line.id for line in lines if sum(other.id == line.id for other in lines) > 1}):
        raise DefinitionError(f"{where}: measures named twice: {', '.join(repeated)}")
    title = str(body.get("title", definition.id))
    return Template(definition.id, definition.version, definition.hash, title, days, model, lines)


def _line(item: Any, where: str) -> Line:
    if not isinstance(item, dict):
        raise DefinitionError(f"{where}: {item!r}, expected keys and values")
    if unknown := sorted(item.keys() - KEYS):
        raise DefinitionError(f"{where}: unknown {', '.join(unknown)}; allowed: {', '.join(sorted(KEYS))}")
    if missing := sorted({"id", "label", "perspective", "unit", "owner"} - item.keys()):
        raise DefinitionError(f"{where}: missing {', '.join(missing)}")
    for key, allowed in ALLOWED.items():
        if item[key] not in allowed:
            raise DefinitionError(f"{where}: {key} is {item[key]!r}; allowed: {', '.join(allowed)}")
    weight = item.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or weight < 0:
        raise DefinitionError(f"{where}: weight is {weight!r}, expected a number, at least 0")
    return Line(**{**item, "target": _target(item.get("target"), where), "weight": float(weight)})


def _target(stated: Any, where: str) -> Target | None:
    if stated is None:
        return None
    if not isinstance(stated, dict) or len(stated) != 1 or not stated.keys() <= {"at_least", "at_most"}:
        raise DefinitionError(f"{where}: target is {stated!r}, expected at_least or at_most with a number")
    ((side, value),) = stated.items()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DefinitionError(f"{where}: target is {value!r}, expected a number")
    return Target(float(value), at_least=side == "at_least")
