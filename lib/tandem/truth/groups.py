"""What a comparison says: groups of rows with figures, each held against its bar where one is stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

Figure = float | str | None

FEWEST_INTERVALS = 200  # of fewer, chance alone may miss a bar


@dataclass(frozen=True)
class Row:
    """One thing compared: figures by column; None: nothing to measure it by."""

    name: str
    figures: Mapping[str, Figure]
    at_least: Mapping[str, float] = field(default_factory=dict)  # bars by column; a figure equal to its bar meets it
    at_most: Mapping[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """`met`, `missed`, or nothing where no bar is stated or nothing was measured."""
        if all(self.number(column) is None for column in (*self.at_least, *self.at_most)):
            return ""
        return "missed" if self.missed else "met"

    @property
    def missed(self) -> tuple[str, ...]:
        """Each figure that misses its bar, with the bar."""
        figures = {column: value for column in self.figures if (value := self.number(column)) is not None}
        low = [name for name, bar in self.at_least.items() if name in figures and figures[name] < bar]
        high = [name for name, bar in self.at_most.items() if name in figures and figures[name] > bar]
        return (
            *(f"{name} is {figures[name]:.6g}, bar at least {self.at_least[name]:g}" for name in low),
            *(f"{name} is {figures[name]:.6g}, bar at most {self.at_most[name]:g}" for name in high),
        )

    def number(self, column: str) -> float | None:
        """The figure of one column; None when it is no number."""
        value = self.figures.get(column)
        return None if value is None or isinstance(value, str) else float(value)


@dataclass(frozen=True)
class Group:
    """Rows with the same columns."""

    title: str
    columns: Mapping[str, str]  # format of each: ",.0f", ".4f", ...; "s" for text
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()  # what is measured, what is left out, and what stands out


def held_to_coverage(row: Row, of: str) -> Row:
    """`row` with the bar of intervals of 90 %, 0.85 to 0.95, where its column `of` counts enough of them."""
    is_enough = (row.number(of) or 0) >= FEWEST_INTERVALS
    return replace(row, at_least={"coverage": 0.85}, at_most={"coverage": 0.95}) if is_enough else row


def ratio(part: float, whole: float) -> float | None:
    """`part` of `whole`; None when there is nothing to be part of."""
    return part / whole if whole else None
