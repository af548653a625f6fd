"""Whether a rate has moved, and since which day: one change or none, weighed by how well either tells the counts.

Bayesian single change point (Smith 1975, "A Bayesian approach to inference about a change-point in a sequence of random
variables"), with Beta rates and every day as likely to be the first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]

STRENGTH = 4.0  # expected successes that the prior of either rate is worth: rates differ by half, as arms usually do
PRIOR = 0.5  # probability of a move before the counts are seen


class Moves(NamedTuple):
    """What each series' counts say of a move."""

    up: Array  # probability that the rate has risen
    down: Array  # probability that it has fallen; the rest is that it has not moved
    rose_on: NDArray[np.intp]  # the likeliest first day of a rise
    fell_on: NDArray[np.intp]


def find_moves(successes: Array, trials: Array, phi: Array) -> Moves:
    """Moves of each series, from arrays (series, day) in order of days, at least two; counts are worth 1 / `phi`."""
    k, n = np.minimum(successes, trials) / phi[:, None], trials / phi[:, None]
    mean = np.clip((k.sum(axis=1) + 0.5) / (n.sum(axis=1) + 1), 1e-9, 1 - 1e-9)[:, None]
    alpha, beta = STRENGTH, STRENGTH * (1 - mean) / mean
    k_before, n_before = (np.cumsum(each, axis=1)[:, :-1] for each in (k, n))
    k_after, n_after = k.sum(axis=1, keepdims=True) - k_before, n.sum(axis=1, keepdims=True) - n_before
    one = _log_likelihood(k.sum(axis=1, keepdims=True), n.sum(axis=1, keepdims=True), alpha, beta)
    two = _log_likelihood(k_before, n_before, alpha, beta) + _log_likelihood(k_after, n_after, alpha, beta)
    odds = PRIOR / (1 - PRIOR) / two.shape[1]
    log_weights = np.concatenate([one, two + np.log(odds)], axis=1)
    weights = special.softmax(log_weights, axis=1)[:, 1:]
    rises = (k_after + alpha) / (n_after + alpha + beta) > (k_before + alpha) / (n_before + alpha + beta)
    up, down = np.where(rises, weights, 0.0), np.where(rises, 0.0, weights)
    return Moves(up.sum(axis=1), down.sum(axis=1), up.argmax(axis=1) + 1, down.argmax(axis=1) + 1)


def _log_likelihood(successes: Array, trials: Array, alpha: float, beta: Array) -> Array:
    """Log of the chance of these counts under one rate whose prior is Beta(alpha, beta)."""
    return np.asarray(
        special.betaln(successes + alpha, trials - successes + beta) - special.betaln(np.full_like(beta, alpha), beta)
    )
