"""How strongly the arms of one level resemble each other: the weight of each candidate strength of their prior."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Array = NDArray[np.float64]

GRID = 33  # candidate strengths
WIDEST_SPREAD, NARROWEST_SPREAD = 3.0, 1e-3  # standard deviation of the arms' true indices
USUAL_SPREAD = 0.5
NEGLIGIBLE = 1e-6  # weight, as a share of the largest
ARMS_LOOKED_AT = 50_000  # tell the strength to about 1 %
STIRLING_FROM = 1e3


def weigh_strengths(successes: Array, trials: Array, mean: Array, doubt: Array) -> tuple[Array, Array]:
    """Candidate strengths of one level and their posterior weights, which sum to 1.

    A strength is in expected successes: an arm with prior mean m has the prior Beta(strength, strength (1 - m) / m),
    so that the spread of the *index*, 1 / sqrt(strength), is the same for a search ad and for a banner. An arm whose
    prior mean is in `doubt` has the prior of `worth`.
    """
    shown = _evenly_spaced(successes, trials, mean, doubt)
    arms = successes[shown], trials[shown], mean[shown], doubt[shown]
    strengths = np.geomspace(WIDEST_SPREAD**-2, NARROWEST_SPREAD**-2, GRID)
    kept = np.flatnonzero(_weights(strengths, *arms) > NEGLIGIBLE)
    low, high = strengths[max(kept[0] - 1, 0)], strengths[min(kept[-1] + 1, GRID - 1)]
    strengths = np.geomspace(low, high, GRID)
    weights = _weights(strengths, *arms)
    kept = np.flatnonzero(weights > NEGLIGIBLE)
    return strengths[kept], weights[kept] / weights[kept].sum()


def worth(strength: ArrayLike, doubt: Array) -> Array:
    """What a prior is worth, in successes, whose mean has the relative variance `doubt`: variances of the index add."""
    return np.asarray(1 / (1 / np.asarray(strength) + doubt))


def log_rising(start: Array, steps: Array) -> Array:
    """log(gamma(start + steps) / gamma(start)), also where both are huge and their difference is not."""
    large = np.maximum(start, STIRLING_FROM)
    end = large + steps
    # Stirling's series of the ratio: its large parts are cancelled by hand.
    by_stirling = (end - 0.5) * np.log1p(steps / large) + steps * (np.log(large) - 1) + (1 / end - 1 / large) / 12
    small = np.minimum(start, STIRLING_FROM)
    by_gamma = special.gammaln(small + steps) - special.gammaln(small)
    return np.asarray(np.where(start < STIRLING_FROM, by_gamma, by_stirling))


def _weights(strengths: Array, *arms: Array) -> Array:
    logs = np.array([_log_likelihood(strength, *arms) for strength in strengths])
    logs += _log_prior(strengths)
    return np.asarray(np.exp(logs - logs.max()) / np.exp(logs - logs.max()).sum())


def _log_likelihood(strength: float, successes: Array, trials: Array, mean: Array, doubt: Array) -> float:
    alpha = worth(strength, doubt)
    beta = alpha * (1 - mean) / mean
    drawn = log_rising(alpha, successes) + log_rising(beta, trials - successes) - log_rising(alpha + beta, trials)
    return float(drawn.sum())


def _log_prior(strengths: Array) -> Array:
    """Half-Cauchy on the spread (Gelman 2006), on the grid's log scale: proper for one arm and for equal arms."""
    spread = 1 / np.sqrt(strengths)
    return np.log(spread) - np.log1p((spread / USUAL_SPREAD) ** 2)


def _evenly_spaced(successes: Array, trials: Array, mean: Array, doubt: Array) -> NDArray[np.intp]:
    """All arms, or `ARMS_LOOKED_AT` of them spread evenly over their sizes: a choice that no order can change."""
    if trials.size <= ARMS_LOOKED_AT:
        return np.arange(trials.size)
    places = np.linspace(0, trials.size - 1, ARMS_LOOKED_AT).astype(np.intp)
    return np.asarray(np.lexsort((doubt, mean, successes, trials))[places])
