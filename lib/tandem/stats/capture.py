"""How much one of two witnesses missed: capture and recapture of the same actions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Array = NDArray[np.float64]

FEWEST = 5  # actions seen; of fewer nothing is said
COVERAGE = 0.9
WIDEST = 0.15  # an interval over this many points holds a tag that works as well as one that is widely blocked


@dataclass(frozen=True)
class Missed:
    """Of each cell how many actions there were, and the share that the first witness missed, with its 90 % interval.

    All are nan where it cannot be told: fewer than 5 actions were seen, or one witness saw none.
    """

    actions: Array
    share: Array
    low: Array
    high: Array

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Whether the share is told to within `WIDEST`; else it is undecided, and no number to be read alone."""
        return np.asarray(self.high - self.low <= WIDEST)


def estimate_missed(both: ArrayLike, first_only: ArrayLike, second_only: ArrayLike) -> Missed:
    """What the first of two witnesses missed, from how many actions both saw, and each alone; one entry a cell.

    Actions that neither saw are estimated too: the number of all by Chapman (1951), its interval by the logit of
    Sadinle (2009, Communications in Statistics 38), which stays within what is possible in small cells; where its lower
    end is what was seen, the interval has one open end and all of its 10 % there. It holds if the second witness misses
    actions whether or not the first has seen them.
    """
    m, a, b = (np.asarray(counts, dtype=np.float64) for counts in (both, first_only, second_only))
    seen, first, second = m + a + b, m + a, m + b
    told = (seen >= FEWEST) & (first > 0) & (second > 0)
    actions = (first + 1) * (second + 1) / (m + 1) - 1
    unseen = (a + 0.5) * (b + 0.5) / (m + 0.5)
    spread = np.sqrt(1 / (m + 0.5) + 1 / (a + 0.5) + 1 / (b + 0.5) + (m + 0.5) / ((a + 0.5) * (b + 0.5)))
    both_ways, upward = (np.exp(special.ndtri(at) * spread) for at in ((1 + COVERAGE) / 2, COVERAGE))
    least = seen - 0.5 + unseen / both_ways
    most = seen - 0.5 + unseen * np.where(least > seen, both_ways, upward)
    least, most = np.maximum(seen, least), np.maximum(seen, most)
    ends = [np.where(told, 1 - first / np.maximum(all_, 1.0), np.nan) for all_ in (actions, least, most)]
    return Missed(np.where(told, actions, np.nan), *ends)
