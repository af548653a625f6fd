"""How many successes the next trials will bring: the interval that a forecast is held against."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tandem.stats import beta as betas
from tandem.stats.posterior import HIGH, LOW, Posterior

Array = NDArray[np.float64]

MOST_SPREAD = 0.999  # of a share between 0 and 1, in units of mean (1 - mean): a coin that is tossed once has 1
ROUNDING = 1e-9  # a point this close to a whole number is that number


def predicted_successes(rates: Posterior, trials: ArrayLike, *, phi: ArrayLike) -> tuple[Array, Array]:
    """5 % and 95 % point of the successes that so many further `trials` of each arm bring, in whole successes.

    The share of successes has the posterior's mean m and variance, and beside it m (1 - m) phi / trials, because days
    differ (Williams 1982, "Extra-binomial variation in logistic linear models"); the Beta with these two moments has
    the points. `phi` is the over-dispersion that the arms were judged with. Without trials both points are 0.
    """
    n = np.asarray(trials, dtype=np.float64)
    of_rate = 1 / (rates.strength + rates.effective_size + 1)
    of_days = np.asarray(phi, dtype=np.float64) / np.maximum(n, 1.0)
    return successes_between(rates.mean, of_rate + of_days, n, tails=(LOW, HIGH))


def successes_between(mean: Array, spread: Array, trials: Array, *, tails: tuple[float, float]) -> tuple[Array, Array]:
    """The two points of the successes out of `trials`, in whole successes, below which lie the probabilities `tails`.

    Their share is Beta with this `mean` and the variance mean (1 - mean) `spread`.
    """
    worth = 1 / np.minimum(spread, MOST_SPREAD) - 1
    low, high = (trials * betas.quantile(mean * worth, (1 - mean) * worth, end) for end in tails)
    return np.floor(low + ROUNDING), np.ceil(high - ROUNDING)
