"""The one posterior of every rate: smoothed value, interval, index and probabilities all come from it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tandem.stats import beta as betas
from tandem.stats.strength import weigh_strengths, worth

Array = NDArray[np.float64]

FEW_ARMS = 300  # up to here a posterior is the mixture over candidate strengths; above, the Beta that matches it
ARMS_AT_ONCE = 100_000
SMALLEST_RATE = 1e-9
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Posterior:
    """What is known of the rate of each arm of one level, after its data."""

    mean: Array
    low: Array  # 5 % point
    high: Array  # 95 % point
    p_high: Array  # probability that the index, rate / expected, is over 1
    p_par: Array  # probability that the index is close to 1
    strength: Array  # what the prior is worth, in trials
    effective_size: Array  # trials / phi


def judge_rates(
    successes: ArrayLike,
    trials: ArrayLike,
    expected: ArrayLike,
    *,
    parent_index: ArrayLike = 1.0,
    doubt: ArrayLike = 0.0,
    phi: ArrayLike = 1.0,
    par_share: float = 0.05,
) -> Posterior:
    """The posterior of each arm: Beta with prior mean `expected * parent_index` and one strength for all of them.

    `doubt` is the relative variance of that mean: the more of it, the less the prior of the arm is worth.
    Trials and successes count 1 / `phi`; more successes than trials count as as many.
    """
    given = (np.asarray(each, dtype=np.float64) for each in (successes, trials, expected, parent_index, doubt, phi))
    k, n, expected_rate, index, unsure, inflation = np.broadcast_arrays(*given)
    k, n = np.clip(k, 0.0, n) / inflation, n / inflation
    mean = np.clip(expected_rate * index, SMALLEST_RATE, 1 - SMALLEST_RATE)
    if n.size == 0:
        return Posterior(*(np.empty(0) for _ in fields(Posterior)))
    strengths, weights = weigh_strengths(k, n, mean, unsure)
    blocks = [
        _summary(
            *_components(
                worth(strengths[:, None], unsure[some]), weights, k[some], n[some], mean[some], few=n.size <= FEW_ARMS
            ),
            expected_rate[some],
            par_share,
        )
        for some in _blocks(n.size)
    ]
    smoothed, low, high, p_high, p_par = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    strength = worth(np.exp(weights @ np.log(strengths)), unsure) / mean
    return Posterior(smoothed, low, high, p_high, p_par, strength, effective_size=n)


def _blocks(arms: int) -> list[slice]:
    """Slices of arms that keep the memory of all candidate strengths small."""
    return [slice(start, start + ARMS_AT_ONCE) for start in range(0, arms, ARMS_AT_ONCE)]


def _components(
    prior: Array, weights: Array, successes: Array, trials: Array, mean: Array, *, few: bool
) -> tuple[Array, Array, Array]:
    """Betas (component, arm) and the components' weights: one a strength, or the one that matches their mixture."""
    alpha = prior + successes
    beta = prior * (1 - mean) / mean + trials - successes
    if few or len(weights) == 1:
        return alpha, beta, weights
    alpha, beta = betas.matched(alpha, beta, weights)
    return alpha[None], beta[None], np.ones(1)


def _summary(alpha: Array, beta: Array, weights: Array, expected: Array, par_share: float) -> tuple[Array, ...]:
    return (
        weights @ (alpha / (alpha + beta)),
        betas.mixture_quantile(alpha, beta, weights, LOW),
        betas.mixture_quantile(alpha, beta, weights, HIGH),
        weights @ betas.above(alpha, beta, expected),
        weights @ betas.between(alpha, beta, expected * (1 - par_share), expected * (1 + par_share)),
    )
