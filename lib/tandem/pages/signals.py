"""What a page says of single days and weeks: rates beside their limits, and campaigns that moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

IN_CONTROL, WATCH, REVIEW = "in control", "watch", "review"
OUT = (REVIEW, WATCH)  # the more urgent first
LOOKED_BACK = 7  # days, the last of the period among them


class Range(NamedTuple):
    """An observed rate, what history leads one to expect, and the limits of review; None where there is no history."""

    observed: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def stretch(self) -> float:
        """How far the rate lies from what is expected: 1 at the limit of its side, 0 where nothing is known."""
        if self.observed is None or self.expected is None or self.low is None or self.high is None:
            return 0.0
        room = self.high - self.expected if self.is_above else self.expected - self.low
        return abs(self.observed - self.expected) / max(room, 1e-12)

    @property
    def is_above(self) -> bool:
        """The rate is over what is expected."""
        return (self.observed or 0.0) > (self.expected or 0.0)


class Day(NamedTuple):
    """One day of a rate."""

    date: date
    status: str
    alone: Range
    smoothed: Range  # with the two days before it
    market: float | None = None  # index that has moved the limits
    seen: float | None = None  # the rate so far, whatever is still to come
    completeness: float | None = None  # share of what will come that is in

    @property
    def telling(self) -> Range:
        """Of the day alone and the three days together, the one that lies farther out."""
        return max(self.smoothed, self.alone, key=lambda held: held.stretch)


@dataclass(frozen=True)
class Series:
    """The days of one rate of the company, a channel or a campaign, in order."""

    level: str  # company, channel, or campaign
    entity: str
    name: str
    measure: str  # ctr, or cr
    days: tuple[Day, ...]

    def out_since(self, first: date) -> list[Day]:
        """Days from `first` on that are on watch or for review."""
        return [day for day in self.days if day.status in OUT and day.date >= first]


@dataclass(frozen=True)
class Move:
    """One campaign whose quadrant is another than a week before."""

    campaign_id: str
    name: str
    week_to: date
    from_verdict: str
    to_verdict: str
    p_real: float | None = None
    first_date: date | None = None
    spend: float | None = None
    spend_before: float | None = None
    new_creatives: int | None = None


@dataclass(frozen=True)
class Signals:
    """All days and moves that a page tells of."""

    through: date
    series: Sequence[Series] = ()
    moves: Sequence[Move] = ()
    weeks: int = 0  # of the last four, those with verdicts of the week before to compare with

    @property
    def recent(self) -> date:
        """First of the days that are called recent."""
        return self.through - timedelta(days=LOOKED_BACK - 1)
