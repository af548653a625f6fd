"""Two versions of one template side by side: the same night's cells as each of them judges them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tandem.definitions import Definition
from tandem.errors import UsageError
from tandem.scorecard.template import Template
from tandem.tables import COMPANY

Key = tuple[str, str]  # entity and measure
SHOWN = ("target", "status", "weight", "value")
ABSENT = "not published"
SAME = 1e-9  # values that differ by less differ by the order of a sum


@dataclass(frozen=True)
class Beside:
    """One cell as two versions have it; None: the version does not publish it."""

    entity: str
    measure: str
    label: str
    one: Mapping[str, Any] | None
    other: Mapping[str, Any] | None

    @property
    def changed(self) -> tuple[str, ...]:
        """What the versions have differently, of SHOWN."""
        if self.one is None or self.other is None:
            return SHOWN
        return tuple(name for name in SHOWN if _differs(self.one[name], self.other[name]))


def version_published(versions: Sequence[Definition], number: int) -> Definition:
    """The version of that number, else the last one: its file may have gone since it was published."""
    return next((each for each in versions if each.version == number), versions[-1])


def version_named(versions: Sequence[Definition], number: int) -> Definition:
    """The version of that number. Raises UsageError when there is none."""
    for each in versions:
        if each.version == number:
            return each
    known = ", ".join(f"{each.version} (from {each.effective_from})" for each in versions)
    raise UsageError(f"scorecard compare: {versions[0].id} has no version {number}; there are {known}")


def side_by_side(
    one: Template, of_one: Iterable[Mapping[str, Any]], other: Template, of_other: Iterable[Mapping[str, Any]]
) -> list[Beside]:
    """Every cell that either version publishes, the company first, measures in the order of the later template."""
    left, right = _told(one, of_one), _told(other, of_other)
    labels = {line.id: line.label for template in (one, other) for line in template.lines}
    places = {measure: place for place, measure in enumerate({line.id: 0 for line in (*other.lines, *one.lines)})}
    keys = sorted({*left, *right}, key=lambda key: (key[0] != COMPANY, key[0], places[key[1]]))
    return [Beside(*key, labels[key[1]], left.get(key), right.get(key)) for key in keys]


def template_changes(one: Template, other: Template) -> list[str]:
    """What the versions say differently of all cells at once, in words."""
    names = ("title", "window_days", "credit_model")
    pairs = [(name, getattr(one, name), getattr(other, name)) for name in names]
    lines = {line.id: line for line in other.lines}
    for line in one.lines:
        now = lines.get(line.id, line)
        pairs += [
            (f"{line.id} {name}", getattr(line, name), getattr(now, name))
            for name in ("owner", "perspective", "label", "unit", "headline", "per_campaign")
        ]
    return [f"{name}: {before} -> {after}" for name, before, after in pairs if before != after]


def _told(template: Template, cells: Iterable[Mapping[str, Any]]) -> dict[Key, Mapping[str, Any]]:
    targets = {line.id: str(line.target) if line.target else "none" for line in template.lines}
    return {(cell["entity"], cell["measure"]): {**cell, "target": targets[cell["measure"]]} for cell in cells}


def _differs(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) > SAME * max(abs(one), abs(other))
    return bool(one != other)
