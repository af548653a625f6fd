"""Over-dispersion: how much more a rate moves from day to day than coin tosses would."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

POOLED_DAYS = 10.0  # what the level as a whole is worth beside an entity's own days


def typical_dispersion(successes: Array, trials: Array, entity: Codes) -> float:
    """The median over-dispersion of the entities, from one row per entity and day."""
    return float(np.median(over_dispersion(successes, trials, entity, entities=int(entity.max()) + 1)))


def over_dispersion(successes: Array, trials: Array, entity: Codes, *, entities: int) -> Array:
    """Over-dispersion phi of each entity, at least 1, from one row per entity and day.

    Pearson's chi-square over its degrees of freedom, pulled towards that of all entities where days are few,
    and that towards 1.
    """
    shown = trials > 0
    k, n, code = np.minimum(successes, trials)[shown], trials[shown], entity[shown]
    rate = _sums(k, code, entities) / np.maximum(_sums(n, code, entities), 1e-300)
    variance = n * (rate * (1 - rate))[code]
    moves = variance > 0
    distance = _sums(((k - n * rate[code])[moves] ** 2) / variance[moves], code[moves], entities)
    freedom = np.maximum(_sums(moves.astype(np.float64), code, entities) - 1, 0.0)
    level = (distance.sum() + POOLED_DAYS) / (freedom.sum() + POOLED_DAYS)
    phi: Array = np.maximum(1.0, (distance + POOLED_DAYS * level) / (freedom + POOLED_DAYS))
    return phi


def _sums(values: Array, codes: Codes, size: int) -> Array:
    return np.bincount(codes, weights=values, minlength=size).astype(np.float64)
