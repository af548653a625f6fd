"""Efficiency of a campaign, and what a point of CTR is worth: values with their 90 % intervals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tandem.stats.redrawn import DRAWS, FEWEST_DAYS, SEED, redrawn_days

Array = NDArray[np.float64]

LOW, HIGH = 0.05, 0.95


class Index(NamedTuple):
    """An index, smoothed / expected, and what its prior and data are worth in trials."""

    smoothed: float
    expected: float
    worth: float

    @property
    def value(self) -> float:
        """The index itself."""
        return self.smoothed / self.expected

    def draws(self, place: int) -> Array:
        """Draws of the index; another `place` is another stream."""
        random = np.random.default_rng([SEED, place])
        rate = min(max(self.smoothed, 1e-12), 1 - 1e-12)
        return np.asarray(random.beta(rate * self.worth, (1 - rate) * self.worth, DRAWS) / self.expected)


class Interval(NamedTuple):
    """A value with the ends of its 90 % interval; nan where they are not known."""

    value: float
    low: float
    high: float


def efficiency(ctr: Index, cr: Index, spend: Array, clicks: Array, *, expected_cpc: float) -> tuple[Interval, float]:
    """sqrt(CTR index x expected CPC / CPC) x min(1, CR index), and the probability that it is over 1.

    Cheap clicks that nobody wanted do not win. `spend` and `clicks` are by day. CTR and CPC are drawn together, best
    with best, because a click more makes both better; CR is drawn apart.
    """
    value = float(np.sqrt(ctr.value * expected_cpc * clicks.sum() / spend.sum()) * min(1.0, cr.value))
    often = redrawn_days(len(spend))
    cheapness = expected_cpc * (often @ clicks) / np.maximum(often @ spend, 1e-300)
    paired = np.sort(ctr.draws(1)) * np.sort(cheapness)
    drawn = np.sqrt(paired) * np.minimum(1.0, cr.draws(2))
    if len(spend) < FEWEST_DAYS:
        return Interval(value, float("nan"), float("nan")), float("nan")
    return enclosed(value, drawn), float((drawn > 1).mean())


class Point(NamedTuple):
    """Revenue that a higher CTR brings over the window."""

    held: Interval  # with CR as it is
    moved: Interval | None  # with CR moved as it moves within campaigns; None: how it moves cannot be told


def revenue_of_points(
    clicks: Array, impressions: Array, value: Array, mature: Array, *, points: float, share: float, slope: Array | None
) -> Point:
    """What `points` of CTR and the `share` of it more would bring, from counts by day.

    Revenue = impressions x CTR x value per mature click, which follows CR. Where CTR is multiplied by a, CR is by
    a ** slope; `slope` holds the elasticity, then its draws.
    """
    often = redrawn_days(len(clicks)) if len(clicks) >= FEWEST_DAYS else np.empty((0, len(clicks)))
    weights = np.concatenate([np.ones((1, len(clicks))), often])
    ctr = (weights @ clicks) / np.maximum(weights @ impressions, 1e-300)
    worth = (weights @ value) / np.maximum(weights @ mature, 1e-300)
    more = points + share * ctr
    base = impressions.sum() * worth
    held = base * more
    if slope is None:
        return Point(enclosed(float(held[0]), held[1:]), None)
    times = np.maximum(1 + more / np.maximum(ctr, 1e-300), 1e-300)
    moved = base * ctr * (times ** (1 + slope[: len(weights)]) - 1)
    return Point(enclosed(float(held[0]), held[1:]), enclosed(float(moved[0]), moved[1:]))


def enclosed(value: float, drawn: Array) -> Interval:
    """`value` with the ends of the draws around it."""
    if not len(drawn) or not np.isfinite(drawn).all():
        return Interval(value, float("nan"), float("nan"))
    low, high = np.quantile(drawn, (LOW, HIGH))
    return Interval(value, min(float(low), value), max(float(high), value))
