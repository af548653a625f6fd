"""Attribution models as a definition says them: a row of weights per rule model, read once and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tandem.definitions import Definition, load_definition
from tandem.errors import DefinitionError
from tandem.paths.rules import Rule

DATA_DRIVEN = ("markov", "shapley", "shapley_ordered")
KEYS = ("from_start", "between", "from_end", "besides", "half_life_days", "types", "before", "counts")


def load_rules(*paths: Path) -> dict[str, Rule]:
    """Rule models by name; a row of a later file takes the place of one of that name before it.

    Raises DefinitionError when a row is not one of a rule model, or its weights do not sum to 1.
    """
    found: dict[str, Rule] = {}
    for path in paths:
        found |= {rule.name: rule for rule in rules_in(load_definition(path))}
    return found


def rules_in(definition: Definition) -> list[Rule]:
    """The rule model of each row of a definition. Raises DefinitionError as `load_rules` does."""
    rows = definition.body.get("models")
    if not isinstance(rows, list) or not rows:
        raise DefinitionError(f"{definition.path}: models is {rows!r}, expected a list of rows with a name each")
    return rules_of(rows, definition.path)


def rules_of(rows: Iterable[Any], path: Path) -> list[Rule]:
    """The rule model of each row."""
    rules = [rule_of(row, path) for row in rows]
    names = [rule.name for rule in rules]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise DefinitionError(f"{path}: {', '.join(repeated)}: two models of one name")
    return rules


def rule_of(row: Any, path: Path) -> Rule:
    """The rule model that one row says."""
    if not isinstance(row, Mapping) or not isinstance(row.get("name"), str):
        raise DefinitionError(f"{path}: {row!r} is no model, expected keys name, {', '.join(KEYS)}")
    where = f"{path}: model {row['name']}"
    if row["name"] in (*DATA_DRIVEN, "all"):
        raise DefinitionError(f"{where}: the name is taken; data-driven models are {', '.join(DATA_DRIVEN)}")
    if unknown := sorted(str(key) for key in row if key not in ("name", *KEYS)):
        raise DefinitionError(f"{where}: unknown {', '.join(unknown)}; a model has name, {', '.join(KEYS)}")
    types = row.get("types")
    return Rule(
        name=row["name"],
        **_places(row, where),
        besides=tuple(_texts(row.get("besides", []), f"{where}: besides")),
        half_life_days=_half_life(row.get("half_life_days"), where),
        types=None if types is None else _weights(types, "types", "touch", where),
        before=_before(row, where),
        counts=row.get("counts", False) is True,
    )


def _places(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Weights by place, which sum to 1; a model that counts has none."""
    if row.get("counts"):
        if row["counts"] is not True or set(row) - {"name", "counts"}:
            raise DefinitionError(
                f"{where}: counts is {row['counts']!r} beside weights; a count is `counts: true` alone"
            )
        return {}
    start, end = (
        tuple(_weight(weight, f"{where}: {key}") for weight in _list(row.get(key, []), f"{where}: {key}"))
        for key in ("from_start", "from_end")
    )
    between = _weight(row.get("between", 0), f"{where}: between")
    before = _before(row, where)
    total = sum(start) + between + sum(end) + sum((before or {}).values())
    if abs(total - 1) > 1e-9:
        given = f"from_start {list(start)}, between {between:g}, from_end {list(end)}"
        given += "" if before is None else f", before {before}"
        raise DefinitionError(f"{where}: weights sum to {total:.12g} ({given}); they must sum to 1")
    return {"from_start": start, "between": between, "from_end": end}


def _half_life(given: Any, where: str) -> float | None:
    if given is None:
        return None
    days = _weight(given, f"{where}: half_life_days")
    if days == 0:
        raise DefinitionError(f"{where}: half_life_days is 0, expected a number of days above 0")
    return days


def _before(row: Mapping[str, Any], where: str) -> dict[str, float] | None:
    """Weights by type of event, which are weights by place and need more than the event to share by."""
    if "before" not in row:
        return None
    weights = _weights(row["before"], "before", "event", where)
    if not any(row.get(key) for key in ("from_start", "between", "from_end")):
        raise DefinitionError(
            f"{where}: before is {row['before']!r} alone, but a journey may hold no such event; expected weights in "
            "from_start, between or from_end beside it"
        )
    return weights


def _weights(given: Any, key: str, of: str, where: str) -> dict[str, float]:
    if not isinstance(given, Mapping) or not given:
        raise DefinitionError(f"{where}: {key} is {given!r}, expected a weight for each type of {of}")
    return {str(kind).casefold(): _weight(weight, f"{where}: {key}.{kind}") for kind, weight in given.items()}


def _weight(given: Any, where: str) -> float:
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not 0 <= given < float("inf"):
        raise DefinitionError(f"{where}: {given!r} is no weight, expected a number from 0")
    return float(given)


def _list(given: Any, where: str) -> list[Any]:
    if not isinstance(given, list):
        raise DefinitionError(f"{where}: {given!r}, expected a list like [0.4, 0.2]")
    return given


def _texts(given: Any, where: str) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise DefinitionError(f"{where}: {given!r}, expected a list of channels like [Direct]")
    return given
