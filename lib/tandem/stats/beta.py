"""The Beta distribution and mixtures of it, safe from 1e-3 to 1e12 on either side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]

NEARLY_NORMAL = 1e5  # from here the inverse incomplete beta loses digits, and two terms of its expansion do not
SMOOTH = 1e3  # from here one Newton step from the expansion is right to 1e-7, in an eighth of the inverse's time
HALVINGS = 32


def quantile(alpha: Array, beta: Array, probability: float) -> Array:
    """The point below which Beta(alpha, beta) has `probability`."""
    alpha, beta = np.broadcast_arrays(alpha, beta)
    least = np.minimum(alpha, beta)
    point = np.asarray(_expanded_quantile(alpha, beta, probability))
    smooth, small = (least > SMOOTH) & (least <= NEARLY_NORMAL), least <= SMOOTH
    point[smooth] = _stepped(point[smooth], alpha[smooth], beta[smooth], probability)
    point[small] = special.betaincinv(alpha[small], beta[small], probability)
    return point


def between(alpha: Array, beta: Array, low: Array, high: Array) -> Array:
    """Probability that Beta(alpha, beta) lies in (low, high)."""
    below_high, below_low = (special.betainc(alpha, beta, np.minimum(point, 1.0)) for point in (high, low))
    return np.asarray(below_high - below_low)


def above(alpha: Array, beta: Array, point: Array) -> Array:
    """Probability that Beta(alpha, beta) lies over `point`."""
    # scipy's own complement takes four times as long, for digits of probabilities under 1e-15.
    return np.asarray(1 - special.betainc(alpha, beta, np.minimum(point, 1.0)))


def mixture_quantile(alpha: Array, beta: Array, weights: Array, probability: float) -> Array:
    """The same point of each column's mixture of Betas; components along the first axis, one weight each."""
    ends = quantile(alpha, beta, probability)
    if len(weights) == 1:
        return np.asarray(ends[0])
    low, high = ends.min(axis=0), ends.max(axis=0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        too_low = weights @ special.betainc(alpha, beta, middle) < probability
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    return np.asarray((low + high) / 2)


def matched(alpha: Array, beta: Array, weights: Array) -> tuple[Array, Array]:
    """The one Beta with the mean and variance of each column's mixture."""
    total = alpha + beta
    means = alpha / total
    mean = weights @ means
    variance = weights @ (means * (beta / total) / (total + 1) + (means - mean) ** 2)
    size = mean * (1 - mean) / variance - 1
    return mean * size, (1 - mean) * size


def _expanded_quantile(alpha: Array, beta: Array, probability: float) -> Array:
    total = alpha + beta
    spread = np.sqrt(alpha * beta / (total + 1)) / total
    skewness = 2 * (beta - alpha) * np.sqrt(total + 1) / ((total + 2) * np.sqrt(alpha * beta))
    z = special.ndtri(probability)
    return np.asarray(alpha / total + spread * (z + skewness * (z * z - 1) / 6))


def _stepped(point: Array, alpha: Array, beta: Array, probability: float) -> Array:
    """One Newton step from `point` towards the quantile."""
    density = np.exp(special.xlogy(alpha - 1, point) + special.xlog1py(beta - 1, -point) - special.betaln(alpha, beta))
    return np.asarray(point - (special.betainc(alpha, beta, point) - probability) / density)
