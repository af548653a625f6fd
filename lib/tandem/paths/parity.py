"""Other tools' documented rules, one definition each: how `--like` asks for their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tandem.definitions import Definition, load_definition
from tandem.errors import DefinitionError, UsageError
from tandem.paths.arrays import Paths
from tandem.paths.file import Untouched
from tandem.paths.models import DATA_DRIVEN, rule_of
from tandem.paths.rules import Rule
from tandem.paths.transforms import transform_of

OWN = ("ours", "data_driven", "order", "source")


@dataclass(frozen=True)
class Counterpart:
    """A model of another tool: its own name, the rule or data-driven model it is, and ours that stands beside it."""

    name: str
    source: str
    rule: Rule | None
    data_driven: str | None
    order: int
    ours: str | None


@dataclass(frozen=True)
class Parity:
    """A tool's rules as far as they apply to a file of paths."""

    definition: Definition
    tool: str
    transforms: tuple[str, ...]
    models: tuple[Counterpart, ...]
    untouched: str | None  # the line under which it counts conversions that followed no touch; None: not documented

    def applied_to(self, paths: Paths, bare: Untouched) -> Paths:
        """The paths with the tool's line for conversions that followed no touch."""
        if self.untouched is None or not bare.conversions:
            return paths
        return paths.with_untouched(self.untouched, bare.conversions, bare.value, bare.nulls)


def load_parity(folder: Path, tool: str) -> Parity:
    """The rules of `<folder>/<tool>.yml`.

    Raises UsageError for a tool without a definition, DefinitionError for a rule without a source.
    """
    known = sorted(path.stem for path in folder.glob("*.yml"))
    if tool not in known:
        raise UsageError(f"--like: {tool!r} is none of them; known are {', '.join(known)}")
    definition = load_definition(folder / f"{tool}.yml")
    body = definition.body
    rows = body.get("models")
    if not isinstance(rows, list) or not rows or not isinstance(body.get("tool"), str):
        raise DefinitionError(f"{definition.path}: expected `tool`, its name, and `models`, a list of rows")
    transforms = _sourced(body.get("transforms"), "apply", definition.path)
    for name in transforms or ():
        transform_of(name, f"{definition.path}: transforms")
    return Parity(
        definition=definition,
        tool=body["tool"],
        transforms=tuple(transforms or ()),
        models=tuple(_counterpart(row, definition.path) for row in rows),
        untouched=_sourced(body.get("untouched"), "name", definition.path),
    )


def _counterpart(row: Any, path: Path) -> Counterpart:
    if not isinstance(row, Mapping) or not row.get("source") or not row.get("name"):
        raise DefinitionError(f"{path}: {row!r}: a rule states its name and its source")
    where = f"{path}: model {row['name']}"
    data_driven, order = row.get("data_driven"), row.get("order", 1)
    if data_driven is not None and (data_driven not in DATA_DRIVEN or order not in (1, 2, 3)):
        raise DefinitionError(
            f"{where}: {data_driven!r} of order {order!r}; known are {', '.join(DATA_DRIVEN)}, 1 to 3"
        )
    rule = None
    if data_driven is None:
        rule = rule_of({key: value for key, value in row.items() if key not in OWN}, path)
    return Counterpart(str(row["name"]), str(row["source"]), rule, data_driven, order, row.get("ours"))


def _sourced(given: Any, key: str, path: Path) -> Any:
    """One rule that is not a model: null when the definition leaves it out."""
    if given is None:
        return None
    if not isinstance(given, Mapping) or not given.get("source") or key not in given:
        raise DefinitionError(f"{path}: {given!r}: expected {key} and its source")
    return given[key]
