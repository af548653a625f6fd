"""Which touches a conversion follows, and what each of them earns. Arrays in, arrays out; no Spark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Pairs:
    """One touch of one journey per row, journey by journey, in tie order: rows of the input, and the place from 1."""

    conversion: Ints
    touch: Ints
    place: Ints

    @property
    def starts(self) -> Ints:
        """Where each journey begins."""
        return np.flatnonzero(self.place == 1)


def match_touches(
    person: Ints, instant_us: Ints, window_us: Ints, conversion_type: Ints, *, since_last_conversion: bool
) -> Pairs:
    """The touches before each conversion: younger than their window, older than it or at its instant.

    Rows are touches and conversions together, sorted by person and tie order. `window_us` says how long a touch may
    earn, 0 for rows that earn nothing; `conversion_type` is negative for touches.
    """
    conversions = np.flatnonzero(conversion_type >= 0)
    first = _first_within(person, instant_us, conversions, int(window_us.max(initial=0)))
    if since_last_conversion:
        first = np.maximum(first, _after_previous(person, conversion_type, conversions))
    conversion, touch = _spread(conversions, first)
    is_earning = instant_us[conversion] - instant_us[touch] < window_us[touch]
    conversion, touch = conversion[is_earning], touch[is_earning]
    return Pairs(conversion, touch, _places(conversion))


def rule_shares(
    starts: Ints, age_days: Floats, is_direct: Flags, *, half_life_days: float, position_ends: float
) -> dict[str, Floats]:
    """Share of its conversion that each touch earns under each rule model; journey by journey they sum to 1.

    `starts` holds the first row of each journey; within a journey touches are in order.
    """
    count = np.diff(np.append(starts, age_days.size))
    sizes = np.repeat(count, count)
    place = np.arange(age_days.size) - np.repeat(starts, count)
    is_first, is_last = place == 0, place == sizes - 1
    return {
        "first": is_first.astype(np.float64),
        "last": is_last.astype(np.float64),
        "last_non_direct": _last_non_direct(starts, count, place, is_direct),
        "linear": 1.0 / sizes,
        "time_decay": _decayed(starts, count, age_days, half_life_days),
        "position": _by_position(is_first, is_last, sizes, position_ends),
    }


def _first_within(person: Ints, instant_us: Ints, conversions: Ints, window_us: int) -> Ints:
    """First row of the conversion's person whose instant is after the start of the longest window."""
    opens = instant_us[conversions] - window_us
    instants = np.unique(np.concatenate([instant_us, opens]))
    key = person * (instants.size + 1) + np.searchsorted(instants, instant_us)
    sought = person[conversions] * (instants.size + 1) + np.searchsorted(instants, opens)
    return np.searchsorted(key, sought, side="right").astype(np.int64)


def _after_previous(person: Ints, conversion_type: Ints, conversions: Ints) -> Ints:
    """First row after the instant of the person's previous conversion of the same type; 0 where there is none."""
    order = np.lexsort((conversions, conversion_type[conversions], person[conversions]))
    rows = conversions[order]
    follows = (person[rows[1:]] == person[rows[:-1]]) & (conversion_type[rows[1:]] == conversion_type[rows[:-1]])
    # Touches at the very instant of the previous conversion stand before it in tie order, so all of them are its own.
    after = np.where(follows, rows[:-1] + 1, 0)
    result = np.zeros(conversions.size, dtype=np.int64)
    result[order[1:]] = after
    return result


def _spread(conversions: Ints, first: Ints) -> tuple[Ints, Ints]:
    """Each conversion beside each row from `first` up to itself."""
    count = np.maximum(conversions - first, 0)  # a window of no length opens after the conversion itself
    start_of_run = np.cumsum(count) - count
    row = np.arange(count.sum()) - np.repeat(start_of_run, count) + np.repeat(first, count)
    return np.repeat(conversions, count), row


def _places(journey: Ints) -> Ints:
    """1, 2, 3, ... within each run of equal values."""
    rows = np.arange(journey.size)
    is_start = np.append(True, journey[1:] != journey[:-1])[: journey.size]
    return rows - np.maximum.accumulate(np.where(is_start, rows, 0)) + 1


def _last_non_direct(starts: Ints, count: Ints, place: Ints, is_direct: Flags) -> Floats:
    if not starts.size:
        return np.zeros(0)
    last = np.maximum.reduceat(np.where(is_direct, -1, place), starts)
    winner = np.repeat(np.where(last < 0, count - 1, last), count)
    share: Floats = np.equal(place, winner).astype(np.float64)
    return share


def _decayed(starts: Ints, count: Ints, age_days: Floats, half_life_days: float) -> Floats:
    if not starts.size:
        return np.zeros(0)
    # Ages count from the journey's youngest touch: the shares are the same, and nothing underflows to 0 / 0.
    age = age_days - np.repeat(np.minimum.reduceat(age_days, starts), count)
    weight = np.exp2(-age / half_life_days)
    share: Floats = weight / np.repeat(np.add.reduceat(weight, starts), count)
    return share


def _by_position(is_first: Flags, is_last: Flags, sizes: Ints, ends: float) -> Floats:
    inner = (1.0 - 2.0 * ends) / np.maximum(sizes - 2, 1)
    long = np.where(is_first | is_last, ends, inner)
    share: Floats = np.where(sizes == 1, 1.0, np.where(sizes == 2, 0.5, long))
    return share
