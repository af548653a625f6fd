"""The rate that peers' results lead one to expect of a campaign, where it cannot choose: indirect standardisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

BORROWED = 20.0  # successes that a thin cell borrows from its peers
BORROWED_FROM_ALL = 1.0  # and they from all: channels differ by nature, so only that no rate is 0


def expected_rates(successes: Array, trials: Array, *, cell: Codes, peers: Codes, judged: Codes) -> Array:
    """Rate to expect of each row: that of its cell without all rows of what is `judged` with it.

    Each row lies in one cell and each cell in one group of `peers`. A cell without much data borrows from its peers.
    Who is almost alone there is held against all peers with itself among them: its index then stays near 1, which
    claims nothing, where a comparison with others by nature would be wrong.
    """
    k, n = _Totals(successes), _Totals(trials)
    everything = np.full_like(trials, (k.sum() + 0.5) / (n.sum() + 1.0))
    of_peers = _borrow(k.of(peers), n.of(peers), everything, BORROWED_FROM_ALL)
    others = _borrow(k.without(peers, judged), n.without(peers, judged), of_peers)
    return _borrow(k.without(cell, judged), n.without(cell, judged), others)


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
