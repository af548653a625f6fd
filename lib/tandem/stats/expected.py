"""The rate that peers' results lead one to expect of a campaign, where it cannot choose: indirect standardisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

BORROWED = 20.0  # successes that a thin cell borrows from its peers
BORROWED_FROM_ALL = 1.0  # that no rate of a group is 0


def expected_rates(successes: Array, trials: Array, *, cell: Codes, peers: Codes, judged: Codes) -> Array:
    """Rate to expect of each row: that of its cell without all rows of what is `judged` with it.

    Each row lies in one cell and each cell in one group of `peers`. A cell without much data borrows from its peers,
    and they from all others as far as the judged has peers at all. Who is almost alone there is held against all peers
    with itself among them: its index then stays near 1, which claims nothing, where a comparison with others by nature
    would be wrong.
    """
    k, n = _Totals(successes), _Totals(trials)
    everyone, everything = np.zeros_like(peers), np.full_like(trials, (k.sum() + 0.5) / (n.sum() + 1.0))
    of_peers = _borrow(k.of(peers), n.of(peers), everything, BORROWED_FROM_ALL)
    of_all = _borrow(k.without(everyone, judged), n.without(everyone, judged), everything, BORROWED_FROM_ALL)
    # A rate that holds the judged itself would count its data twice (decision 0026).
    share_of_others = n.without(peers, judged) / np.maximum(n.of(peers), 1e-300)
    wider = share_of_others * of_all + (1 - share_of_others) * of_peers
    others = _borrow(k.without(peers, judged), n.without(peers, judged), wider)
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
