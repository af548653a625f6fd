"""Which of many candidates is the cause, if any is: one posterior over all of them and over none.

One effect at most among many candidates (the single-effect regression of Wang, Sarkar, Carbonetto and Stephens 2020,
"A simple new approach to variable selection in regression"), by approximate Bayes factors (Wakefield 2009, "Bayes
factors for genome-wide association studies: comparison with P-values"), here for effects of a stated direction.
Candidates share the prior, so more of them do not make a false alarm likelier: the mean of a Bayes factor is 1 where
there is no cause, so the chance that the odds of a cause rise from 1 to 9 is at most 1 in 9 (Markov's inequality),
whatever was looked at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tandem.stats.quadrants import CAN_BUY

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

USUAL_EFFECT = 0.35  # standard deviation of the log of a real effect: half of them lose a fifth or more
NO_CAUSE = 0.5  # probability before the counts are seen
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
STEPS = 91  # between its own data and `CAN_BUY` times as much


class Effects(NamedTuple):
    """What each candidate's contrast says, were it the cause; ratios are those of rates."""

    log_factor: Array  # log of the Bayes factor against no effect
    ratio: Array  # posterior median
    low: Array  # 5 % point
    high: Array  # 95 % point


def judge_effects(log_ratio: Array, variance: Array, *, gains: bool) -> Effects:
    """Effects of contrasts under the prior that a real one goes down (`gains`: up), by about `USUAL_EFFECT`."""
    sign = 1.0 if gains else -1.0
    toward, wide = sign * log_ratio, USUAL_EFFECT**2
    kept = wide / (variance + wide)
    mean, spread = toward * kept, np.sqrt(variance * kept)
    right_way = np.maximum(special.ndtr(mean / spread), 1e-300)
    log_factor = 0.5 * np.log(1 - kept) + 0.5 * toward**2 / variance * kept + np.log(2 * right_way)
    # Quantiles of the normal cut off at 0, counted from its far end, where digits are left.
    ends = [mean - spread * special.ndtri((1 - at) * right_way) for at in (LOW, MIDDLE, HIGH)]
    low, middle, high = (np.exp(sign * np.maximum(end, 0.0)) for end in ends)
    return Effects(log_factor, middle, np.minimum(low, high), np.maximum(low, high))


def share_prior(kind: Codes, family: Codes) -> Array:
    """Prior of each candidate: each kind of its family is as likely as another, and each candidate within it."""
    key = family * (kind.max(initial=0) + 1) + kind
    kinds, place, alike = np.unique(key, return_inverse=True, return_counts=True)
    families = np.bincount(kinds // (kind.max(initial=0) + 1), minlength=family.max(initial=0) + 1)
    return np.asarray((1 - NO_CAUSE) / families[family] / alike[place])


def weigh_causes(log_factor: Array, prior: Array, family: Codes, *, families: int) -> tuple[Array, Array]:
    """Probability that each candidate is the cause in its family, and that nothing is, one a family."""
    log_weight = np.log(prior) + log_factor
    largest = np.full(families, np.log(NO_CAUSE))
    np.maximum.at(largest, family, log_weight)
    weight, none = np.exp(log_weight - largest[family]), np.exp(np.log(NO_CAUSE) - largest)
    total = none + np.bincount(family, weights=weight, minlength=families)
    return np.asarray(weight / total[family]), np.asarray(none / total)


def more_needed(log_ratio: Array, variance: Array, prior: Array, rest: Array, *, gains: bool, decided: float) -> Array:
    """Times its data until each candidate reached `decided`, were its contrast to stay; inf: over `CAN_BUY` times.

    `rest` is the weight of all else, in the units of `prior` times the Bayes factor, and stays as it is.
    """
    times = np.linspace(1.0, CAN_BUY, STEPS)[:, None]
    grown = judge_effects(np.broadcast_to(log_ratio, (STEPS, log_ratio.size)), variance / times, gains=gains).log_factor
    reached = grown + np.log(prior) >= np.log(decided / (1 - decided)) + np.log(np.maximum(rest, 1e-300))
    return np.where(reached.any(axis=0), times[reached.argmax(axis=0), 0], np.inf)
