"""Simpson's reversal: one side has the higher rate over all and the lower within the strata (Simpson 1951)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tandem.stats.differences import Difference, common_difference, difference

Array = NDArray[np.float64]

REVERSED, MIX = "reversed", "explained by the mix"


class Reversal(NamedTuple):
    """What one side's rate is against the other's, over all and within the strata."""

    verdict: str  # reversed, explained by the mix, or empty
    overall: Difference
    within: Difference
    strata: int  # with both sides
    against: int  # of them, those that point the other way than all together


def read_strata(successes: Array, trials: Array, *, decided: float, phi: float = 1.0) -> Reversal:
    """The first side against the second, from counts (side, stratum).

    Reversed: both differences are sure at `decided` and point opposite ways. Explained by the mix: the one over all is
    sure, and what is left of it within the strata points the other way or nowhere, without being sure.
    """
    shared = (trials > 0).all(axis=0)
    k, n = successes[:, shared], trials[:, shared]
    overall = difference(k.sum(axis=1), n.sum(axis=1), phi=phi)
    within = common_difference(k, n, phi=phi)
    side = float(np.sign(overall.log_odds))
    p_overall, p_within = _sure(overall, side), _sure(within, -side)
    opposed = side * within.log_odds <= 0 and np.isfinite(within.spread)
    verdict = ""
    if shared.sum() > 1 and p_overall > decided and opposed:
        verdict = REVERSED if p_within > decided else MIX
    each = difference(k, n, phi=phi).log_odds
    return Reversal(verdict, overall, within, int(shared.sum()), int((side * each < 0).sum()))


def _sure(found: Difference, side: float) -> float:
    """Probability that the difference points to `side`."""
    return float(found.p_above if side >= 0 else 1 - found.p_above)
