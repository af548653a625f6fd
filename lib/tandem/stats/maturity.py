"""How complete the conversions of recent clicks are, by the age of the click."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ROUNDING = 1e-9  # a share this close to another is that share
POOLED_CONVERSIONS = 20.0  # what all channels together are worth beside a channel's own converting clicks


def completeness(clicks: Array, converted: Array) -> Array:
    """Share of a click's conversions that are in: (channel, age), 0 to 1.

    `clicks` is (channel, age in days), `converted` (channel, age, lag in days) counts those of them that converted
    at that lag; ages and lags count from 0, and lags end with the window. Where nothing ever converted it is 1.
    """
    own = _completeness(clicks, converted)
    pooled = _completeness(clicks.sum(axis=0)[None], converted.sum(axis=0)[None])
    count = converted.sum(axis=(1, 2))[:, None]
    share = count / (count + POOLED_CONVERSIONS)
    return np.asarray(share * own + (1 - share) * pooled)


def _completeness(clicks: Array, converted: Array) -> Array:
    ages, lags = converted.shape[1:]
    reached = np.arange(ages)[:, None] >= np.arange(lags)
    converted = converted * reached
    before = np.cumsum(converted, axis=2) - converted
    at_risk = ((clicks[:, :, None] - before) * reached).sum(axis=1)
    hazard = np.clip(converted.sum(axis=1) / np.maximum(at_risk, 1.0), 0.0, 1.0)
    by_lag = 1 - np.cumprod(1 - hazard, axis=1)
    final = by_lag[:, -1:]
    shares = np.where(final > 0, by_lag / np.where(final > 0, final, 1.0), 1.0)
    return np.asarray(shares[:, np.minimum(np.arange(ages), lags - 1)])


def lag_quantile(shares: Array, share: float) -> Array:
    """Days after which so large a `share` of those who will convert has: (channel), from `completeness` by age."""
    return np.asarray((shares >= share - ROUNDING).argmax(axis=1), dtype=np.float64)


def mean_lag(shares: Array) -> Array:
    """Days that they take on average: the sum over all ages of the share that is still to come."""
    return np.asarray((1 - shares).sum(axis=1))
