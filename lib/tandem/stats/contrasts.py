"""How far the rate of a part lies from that of the rest, on the log scale, beside what peers lead one to expect."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HALF = 0.5  # added to counts, so that none is 0 (Haldane 1956; Walter 1975)


class Counts(NamedTuple):
    """Sums of one side; `awaited` are the successes that peers lead one to expect of its trials."""

    successes: Array
    trials: Array
    awaited: Array

    def without(self, part: Counts) -> Counts:
        """What is left when `part` is taken out."""
        return Counts(*(whole - some for whole, some in zip(self, part, strict=True)))


def contrast(part: Counts, whole: Counts) -> tuple[Array, Array]:
    """Log of (successes / awaited) of the part over that of the rest of the whole, and its variance.

    The awaited successes of the whole are first made equal to its successes: only their split matters.
    """
    scale = whole.successes / np.maximum(whole.awaited, 1e-12)
    part = part._replace(awaited=part.awaited * scale)
    rest = whole._replace(awaited=whole.successes).without(part)
    return log_ratio(part) - log_ratio(rest), log_variance(part) + log_variance(rest)


def log_ratio(side: Counts) -> Array:
    """Log of successes over awaited successes."""
    return np.asarray(np.log((side.successes + HALF) / (side.awaited + HALF)))


def log_variance(side: Counts) -> Array:
    """Variance of `log_ratio`: the mean of what the counts say and of what would hold were they as awaited.

    Either alone is wrong by a third for counts far from what was awaited, in opposite directions. With the mean, the
    ratio over its standard deviation is at most 0.1 more than exact tails of Poisson counts allow, from 5 awaited on,
    as far as 3 of them.
    """
    trials = np.maximum(side.trials, 1.0)
    seen, awaited = ((1 - np.minimum(k / trials, 1.0)) / (k + HALF) for k in (side.successes, side.awaited))
    return np.asarray((seen + awaited) / 2)
