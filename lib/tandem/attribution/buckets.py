"""Intervals of sums from persons' buckets. Arrays only.

Persons fall into 100 buckets by a hash; a sum is resampled by drawing buckets with replacement (the bootstrap of
persons, by blocks). Draws are the same on every run, so the intervals are deterministic.
"""

from __future__ import annotations

import math

import numpy as np

from tandem.columns.owners import BUCKETS
from tandem.paths.arrays import Floats

RESAMPLES = 400
ENDS = (0.05, 0.95)  # of a 90 % interval
NONE_SEEN = -math.log(ENDS[0])  # a Poisson count of 0 has this as its one-sided 95 % limit


def interval(by_bucket: Floats) -> tuple[Floats, Floats]:
    """Ends of the 90 % interval of the sums over buckets (first axis), one per remaining place."""
    drawn = np.random.default_rng(BUCKETS).multinomial(BUCKETS, [1 / BUCKETS] * BUCKETS, size=RESAMPLES)
    sums = np.tensordot(drawn.astype(np.float64), by_bucket, axes=1)
    low, high = np.quantile(sums, ENDS, axis=0)
    return low, high
