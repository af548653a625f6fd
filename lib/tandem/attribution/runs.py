"""Journeys without a conversion: runs of touches that nothing came of. Arrays in, arrays out; no Spark.

A run ends where none of its touches could earn any more: with one window for all touches that is a gap over the window.
It also ends where a touch between earns of a conversion, and at the border of a block of days, a rule local in time:
a run of a person who never falls silent would otherwise depend on touches of any age.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tandem.paths.arrays import Flags, Ints

BLOCK_DAYS = 90
DAY_US = 86_400_000_000
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Runs:
    """One touch of one run per row, run by run, in tie order: rows of the input, and where each run begins."""

    touch: Ints
    starts: Ints
    expires_us: Ints  # per run: from this instant on no conversion can be credited to any of its touches


def find_runs(person: Ints, instant_us: Ints, window_us: Ints, is_touch: Flags, has_earned: Flags) -> Runs:
    """The maximal runs of touches without a conversion. Rows are sorted by person and tie order.

    `window_us` says how long a touch may earn; `has_earned` marks touches that are in a conversion's journey.
    """
    touches = np.flatnonzero(is_touch)
    free = ~has_earned[touches]
    breaks = np.ones(touches.size, dtype=bool)
    before, after = touches[:-1], touches[1:]
    breaks[1:] = (
        (person[before] != person[after]) | ~free[:-1] | (_block(instant_us[before]) != _block(instant_us[after]))
    )
    # Within such a stretch a later touch opens a new run when all windows before it are over. An earlier run of the
    # stretch cannot hide that: it ended, so its own windows were over then.
    expires = instant_us[touches] + window_us[touches]
    latest = _running_maximum(expires, np.cumsum(breaks))
    breaks[1:] |= instant_us[after] >= latest[:-1]
    kept = np.flatnonzero(free)
    starts = np.flatnonzero(breaks[kept])
    whole = np.maximum.reduceat(expires[kept], starts) if starts.size else np.zeros(0, dtype=np.int64)
    return Runs(touches[kept], starts, whole)


def block_start(day: date) -> date:
    """First day of the block in which `day` lies."""
    return day - timedelta(days=(day - EPOCH).days % BLOCK_DAYS)


def _block(instant_us: Ints) -> Ints:
    return instant_us // (BLOCK_DAYS * DAY_US)


def _running_maximum(values: Ints, stretch: Ints) -> Ints:
    """Largest value so far within each stretch; stretches are numbered upward."""
    distinct, rank = np.unique(values, return_inverse=True)
    highest = np.maximum.accumulate(stretch * distinct.size + rank)
    found: Ints = distinct[highest - stretch * distinct.size]
    return found
