"""How complete the conversions of recent clicks are, by the age of the click."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ROUNDING = 1e-9  # a share this close to another is that share
DRAWS, SEED = 200, 11
POOLED_CONVERSIONS = 20.0  # what all channels together are worth beside a channel's own converting clicks


def completeness(clicks: Array, converted: Array) -> Array:
    """Share of a click's conversions that are in: (channel, age), 0 to 1.

    `clicks` is (channel, age in days), `converted` (channel, age, lag in days) counts those of them that converted
    at that lag; ages and lags count from 0, and lags end with the window. Where nothing ever converted it is 1.
    """
    events, at_risk = _by_lag(clicks, converted)
    return _by_age(_leaning(events, at_risk, events.sum(axis=1)), clicks.shape[1])


def redrawn(clicks: Array, converted: Array) -> Array:
    """The same as it might have been found by chance: (draw, channel, age).

    Those who convert at one lag are drawn again out of those at risk; at different lags they tell nothing of each
    other (Greenwood 1926, The natural duration of cancer). The draws are the same on every night.
    """
    events, at_risk = _by_lag(clicks, converted)
    whole = np.round(at_risk).astype(np.int64)
    hazard = np.clip(events / np.maximum(at_risk, 1.0), 0.0, 1.0)
    drawn = np.random.default_rng(SEED).binomial(whole, hazard, size=(DRAWS, *hazard.shape)).astype(np.float64)
    return _by_age(_leaning(drawn, at_risk, events.sum(axis=1)), clicks.shape[1])


def _by_lag(clicks: Array, converted: Array) -> tuple[Array, Array]:
    """Conversions at each lag, and the clicks that were old enough to convert then and had not before."""
    ages, lags = converted.shape[1:]
    reached = np.arange(ages)[:, None] >= np.arange(lags)
    converted = converted * reached
    before = np.cumsum(converted, axis=2) - converted
    return converted.sum(axis=1), ((clicks[:, :, None] - before) * reached).sum(axis=1)


def _leaning(events: Array, at_risk: Array, count: Array) -> Array:
    """The curve of each channel by lag, leaning on that of all where its `count` of conversions is small."""
    own = _curve(events, at_risk)
    pooled = _curve(events.sum(axis=-2, keepdims=True), at_risk.sum(axis=-2, keepdims=True))
    weight = (count / (count + POOLED_CONVERSIONS))[:, None]
    return np.asarray(weight * own + (1 - weight) * pooled)


def _curve(events: Array, at_risk: Array) -> Array:
    hazard = np.clip(events / np.maximum(at_risk, 1.0), 0.0, 1.0)
    by_lag = 1 - np.cumprod(1 - hazard, axis=-1)
    final = by_lag[..., -1:]
    return np.where(final > 0, by_lag / np.where(final > 0, final, 1.0), 1.0)


def _by_age(by_lag: Array, ages: int) -> Array:
    return np.asarray(by_lag[..., np.minimum(np.arange(ages), by_lag.shape[-1] - 1)])


def lag_quantile(shares: Array, share: float) -> Array:
    """Days after which so large a `share` of those who will convert has: (channel), from `completeness` by age."""
    return np.asarray((shares >= share - ROUNDING).argmax(axis=-1), dtype=np.float64)


def mean_lag(shares: Array) -> Array:
    """Days that they take on average: the sum over all ages of the share that is still to come."""
    return np.asarray((1 - shares).sum(axis=-1))
