"""What owners decided on measures that are held: the definition conf/approvals.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tandem.definitions import Definition
from tandem.errors import DefinitionError

LIST = "approvals"
LIMITED = ("ctr", "cr")  # measures that have limits; no other can be held
MEASURE = re.compile(rf"(company|campaign/(?P<entity>.+))/(?P<measure>{'|'.join(LIMITED)})")
NEEDED = ("measure", "period", "owner", "reason", "decided")


@dataclass(frozen=True)
class Approval:
    """One decision: days of the period may be published as measured, or another value stands for them."""

    entity: str  # campaign; empty: the whole company
    measure: str
    period: date  # last day of the period
    owner: str
    reason: str
    decided: date
    value: float | None = None  # published instead; None: what was measured is released

    @property
    def key(self) -> tuple[str, str]:
        """Entity and measure."""
        return self.entity, self.measure

    def covers(self, day: date, *, period_days: int) -> bool:
        """The day is one of the period."""
        return self.period - timedelta(days=period_days) < day <= self.period


def read_approvals(definition: Definition, *, through: date) -> list[Approval]:
    """The decisions on periods that end by `through`, in the order of the file.

    Raises DefinitionError that names the file and the entry.
    """
    entries = definition.body.get(LIST) or []
    if not isinstance(entries, list):
        raise DefinitionError(f"{definition.path}: {LIST} is {entries!r}, expected a list of entries")
    found = [read_approval(f"{definition.path}: {LIST} {place}", entry) for place, entry in enumerate(entries, 1)]
    return [each for each in found if each.period <= through]


def read_approval(where: str, entry: Any) -> Approval:
    """One decision. Raises DefinitionError that begins with `where`."""
    if not isinstance(entry, dict):
        raise DefinitionError(f"{where} is {entry!r}, expected {', '.join(NEEDED)}, and value to correct")
    if unknown := sorted(entry.keys() - {*NEEDED, "value"}):
        raise DefinitionError(f"{where}: unknown {', '.join(unknown)}; allowed: {', '.join(NEEDED)}, value")
    if missing := [name for name in NEEDED if not entry.get(name)]:
        raise DefinitionError(f"{where}: missing {', '.join(missing)}; an entry has {', '.join(NEEDED)}")
    for name in ("period", "decided"):
        if not isinstance(entry[name], date):
            raise DefinitionError(f"{where}: {name} is {entry[name]!r}, expected a date like 2026-01-05")
    entity, measure = measure_named(where, str(entry["measure"]))
    who, why = str(entry["owner"]), str(entry["reason"])
    return Approval(entity, measure, entry["period"], who, why, entry["decided"], _rate(where, entry))


def whose(entity: str) -> str:
    """`campaign/ID`, or `company`."""
    return f"campaign/{entity}" if entity else "company"


def name_of_measure(entity: str, measure: str) -> str:
    """A name like company/ctr or campaign/c-07/cr, which `measure_named` reads."""
    return f"{whose(entity)}/{measure}"


def measure_named(where: str, name: str) -> tuple[str, str]:
    """Entity and measure of a name like company/ctr. Raises DefinitionError that begins with `where`."""
    if (parts := MEASURE.fullmatch(name)) is None:
        raise DefinitionError(
            f"{where}: measure is {name!r}, expected company/MEASURE or campaign/ID/MEASURE; "
            f"measures that have limits, and so can be held: {', '.join(LIMITED)}"
        )
    return parts["entity"] or "", parts["measure"]


def answer(approvals: Iterable[Approval], day: date, *, period_days: int) -> Approval | None:
    """What holds of a day: of decisions on one measure the last in the file whose period has it."""
    found = [each for each in approvals if each.covers(day, period_days=period_days)]
    return found[-1] if found else None


def answers(
    approvals: Sequence[Approval], calendar: Sequence[date], *, period_days: int
) -> dict[tuple[str, str], list[Approval | None]]:
    """For each entity and measure that was decided on, what holds of each day of the calendar."""
    by_key: dict[tuple[str, str], list[Approval]] = {}
    for each in approvals:
        by_key.setdefault(each.key, []).append(each)
    return {key: [answer(decided, day, period_days=period_days) for day in calendar] for key, decided in by_key.items()}


def _rate(where: str, entry: dict[str, Any]) -> float | None:
    value = entry.get("value")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise DefinitionError(f"{where}: value is {value!r}, expected a rate between 0 and 1, e.g. 0.0123 for 1.23 %")
    return float(value)
