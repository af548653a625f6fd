"""The rate that peers' results lead one to expect of a campaign, where it cannot choose: indirect standardisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

BORROWED = 20.0  # successes that a thin cell borrows from its channel
BORROWED_FROM_ALL = 1.0  # and a channel from all: channels differ by nature, so only that no rate is 0


@dataclass(frozen=True)
class Expected:
    """Expected rate of each row's cell."""

    all_in: Array  # from every campaign
    left_out: Array  # from every campaign but the row's own


def expected_rates(successes: Array, trials: Array, *, cell: Codes, channel: Codes, campaign: Codes) -> Expected:
    """Expected rates of rows that each lie in one cell, channel and campaign; a cell lies in one channel.

    A cell without much data borrows from its channel. A campaign almost alone in its channel
    borrows from the channel with itself in it: its index then stays near 1, which claims nothing, where a comparison
    with other channels would be wrong.
    """
    k, n = _Totals(successes), _Totals(trials)
    everything = np.full_like(trials, (k.sum() + 0.5) / (n.sum() + 1.0))
    of_channel = _borrow(k.of(channel), n.of(channel), everything, BORROWED_FROM_ALL)
    of_cell = _borrow(k.of(cell), n.of(cell), of_channel)
    others_channel = _borrow(k.without(channel, campaign), n.without(channel, campaign), of_channel)
    others_cell = _borrow(k.without(cell, campaign), n.without(cell, campaign), others_channel)
    return Expected(all_in=of_cell, left_out=others_cell)


@dataclass(frozen=True)
class _Totals:
    values: Array

    def sum(self) -> float:
        return float(self.values.sum())

    def of(self, group: Codes) -> Array:
        """The total of each row's group, for each row."""
        return np.asarray(np.bincount(group, weights=self.values)[group])

    def without(self, group: Codes, member: Codes) -> Array:
        """The same without the rows of the group's same member."""
        return np.maximum(self.of(group) - self.of(group * (member.max(initial=0) + 1) + member), 0.0)


def _borrow(successes: Array, trials: Array, wider: Array, borrowed: float = BORROWED) -> Array:
    rate = (np.minimum(successes, trials) + borrowed) / (trials + borrowed / wider)
    return np.asarray(np.minimum(rate, 1.0))
