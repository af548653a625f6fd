"""Shares of sums with 90 % intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.stats.beta import quantile

ENDS = (0.05, 0.95)

Array = NDArray[np.float64]
Share = tuple[float, float, float]  # value, low, high


def jeffreys_share(successes: float, trials: float, *, phi: float) -> Share | None:
    """A share with the interval of Jeffreys' Beta, its counts divided by the over-dispersion `phi`; None: no trials."""
    if trials <= 0:
        return None
    alpha = np.array([min(successes, trials) / phi + 0.5])
    beta = np.array([max(trials - successes, 0.0) / phi + 0.5])
    low, high = (float(quantile(alpha, beta, end)[0]) for end in ENDS)
    value = min(successes / trials, 1.0)
    return value, min(low, value), max(high, value)


def share_of_parts(successes: Array, trials: Array, phi: Array) -> Share | None:
    """The share of the sum of parts, each with an over-dispersion of its own."""
    every = float(trials.sum())
    # Phi is the factor on a variance, so parts count by their trials.
    spread = float((phi * trials).sum() / every) if every > 0 else 1.0
    return jeffreys_share(float(successes.sum()), every, phi=max(spread, 1.0))
