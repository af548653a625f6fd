"""90 % intervals of sums over days, numpy in, numbers out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.pages.content import NOTHING, Estimate
from tandem.stats.dispersion import over_dispersion
from tandem.stats.redrawn import FEWEST_DAYS, redrawn_days
from tandem.stats.shares import ENDS, jeffreys_share

Array = NDArray[np.float64]


def share_of_days(successes: Array, trials: Array) -> Estimate:
    """Sum over sum of daily counts; its interval knows that days differ by more than coin tosses."""
    shown = trials > 0
    if not shown.any():
        return NOTHING
    successes, trials = successes[shown], trials[shown]
    phi = over_dispersion(successes, trials, np.zeros(len(trials), dtype=np.intp), entities=1)
    return share_of_sums(float(successes.sum()), float(trials.sum()), phi=float(phi[0]))


def share_of_sums(successes: float, trials: float, *, phi: float) -> Estimate:
    """A share with the interval of Jeffreys' Beta, its counts divided by the over-dispersion `phi`."""
    found = jeffreys_share(successes, trials, phi=phi)
    return NOTHING if found is None else Estimate(*found)


def ratio_of_days(numerator: Array, denominator: Array) -> Estimate:
    """Sum over sum of daily amounts; its interval by drawing whole days again, with the same draws every night."""
    above, below = float(numerator.sum()), float(denominator.sum())
    if below <= 0:
        return NOTHING
    if len(numerator) < FEWEST_DAYS:
        return Estimate(above / below)
    draws = redrawn_days(len(numerator))
    sums = draws @ denominator
    ratios = (draws @ numerator)[sums > 0] / sums[sums > 0]
    low, high = np.quantile(ratios, ENDS)
    return Estimate(above / below, float(low), float(high))
