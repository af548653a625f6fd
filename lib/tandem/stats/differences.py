"""Whether rates differ: two against each other, two within strata, several at once. Counts are worth 1 / phi.

Within strata: Mantel and Haenszel 1959, with the variance of Robins, Breslow and Greenland 1986.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

HALF = 0.5  # success and failure added to each side, so that none is ever certain (Haldane 1955)
TINY = 1e-300


class Difference(NamedTuple):
    """How far the odds of one side lie over those of the other, on the log scale."""

    log_odds: Array
    spread: Array  # standard deviation of `log_odds`; infinite where nothing can be said

    @property
    def p_above(self) -> Array:
        """Probability that the first side's rate is the higher."""
        return np.asarray(special.ndtr(self.log_odds / self.spread))


def difference(successes: Array, trials: Array, *, phi: Array | float = 1.0) -> Difference:
    """The first side against the second; both on the first axis."""
    k, n = np.minimum(successes, trials) / phi, trials / phi
    won, lost = k + HALF, n - k + HALF
    odds = np.log(won) - np.log(lost)
    spread = np.sqrt((1 / won + 1 / lost).sum(axis=0))
    return Difference(odds[0] - odds[1], np.where((n > 0).all(axis=0), spread, np.inf))


def common_difference(successes: Array, trials: Array, *, phi: Array | float = 1.0) -> Difference:
    """The same within strata, one for all of them; sides on the first axis, strata on the last."""
    k, n = np.minimum(successes, trials) / phi, trials / phi
    shared = (n > 0).all(axis=0)
    both = np.where(shared, n.sum(axis=0), 1.0)
    (won, other_won), (lost, other_lost) = (k * shared, (n - k) * shared)
    for_first, for_second = won * other_lost / both, lost * other_won / both
    agree, differ = (won + other_lost) / both, (lost + other_won) / both
    up, down = for_first.sum(axis=-1), for_second.sum(axis=-1)
    known = (up > 0) & (down > 0)
    up, down = np.where(known, up, 1.0), np.where(known, down, 1.0)
    variance = (
        (agree * for_first).sum(axis=-1) / (2 * up**2)
        + (agree * for_second + differ * for_first).sum(axis=-1) / (2 * up * down)
        + (differ * for_second).sum(axis=-1) / (2 * down**2)
    )
    return Difference(np.log(up / down), np.where(known, np.sqrt(np.maximum(variance, TINY)), np.inf))


def p_of_equal_rates(successes: Array, trials: Array, group: Codes) -> float:
    """How likely groups whose rates are all one would look so different; one row per group and day.

    Pearson's chi-square between groups over the same within them, which is at least 1: an F test that knows that days
    differ (Williams 1982). nan: fewer than two groups, or no days to tell by.
    """
    shown = trials > 0
    k, n, code = np.minimum(successes, trials)[shown], trials[shown], np.unique(group[shown], return_inverse=True)[1]
    days = np.bincount(code)
    of_group, shown_to = np.bincount(code, weights=k), np.bincount(code, weights=n)
    groups, freedom = len(days), int((days - 1).sum())
    rate = k.sum() / max(n.sum(), TINY)
    if groups < 2 or freedom < 1 or not 0 < rate < 1:
        return float("nan")
    between = ((of_group - shown_to * rate) ** 2 / (shown_to * rate * (1 - rate))).sum() / (groups - 1)
    own = (of_group / shown_to)[code]
    moves = (own > 0) & (own < 1)
    within = ((k - n * own)[moves] ** 2 / (n * own * (1 - own))[moves]).sum() / freedom
    return float(special.fdtrc(groups - 1, freedom, between / max(within, 1.0)))
