"""Shares of counts and of sums with 90 % intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.stats.beta import quantile

ENDS = (0.05, 0.95)

Array = NDArray[np.float64]
Estimated = tuple[float, float, float]  # value, low, high


@dataclass(frozen=True)
class Share:
    """So many of so many; None everywhere where there is nothing to be part of."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Part of whole."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 90 % interval: it ends at 0 or 1 where nothing or all is part."""
        estimated = jeffreys_share(self.part, self.whole, phi=1.0)
        return estimated and estimated[1:]


def jeffreys_share(successes: float, trials: float, *, phi: float) -> Estimated | None:
    """A share with the interval of Jeffreys' Beta, its counts divided by the over-dispersion `phi`; None: no trials.

    Source: Brown, Cai and DasGupta, Interval Estimation for a Binomial Proportion, 2001.
    """
    if trials <= 0:
        return None
    alpha = np.array([min(successes, trials) / phi + 0.5])
    beta = np.array([max(trials - successes, 0.0) / phi + 0.5])
    low, high = (float(quantile(alpha, beta, end)[0]) for end in ENDS)
    value = min(successes / trials, 1.0)
    return value, min(low, value), max(high, value)


def share_of_parts(successes: Array, trials: Array, phi: Array) -> Estimated | None:
    """The share of the sum of parts, each with an over-dispersion of its own."""
    every = float(trials.sum())
    # Phi is the factor on a variance, so parts count by their trials.
    spread = float((phi * trials).sum() / every) if every > 0 else 1.0
    return jeffreys_share(float(successes.sum()), every, phi=max(spread, 1.0))
