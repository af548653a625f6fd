"""How CR moves where CTR moves, within campaigns: an elasticity, freed of the noise of CTR itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tandem.stats.redrawn import DRAWS, SEED

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

LEAST_CLUSTERS, LEAST_CONVERTING = 8, 50.0  # clusters more than groups
LEAST_CLICKS = 5.0  # to expect in a cell: the logarithm of fewer is no measure
LEAST_RELIABLE = 0.2  # share of the spread of CTR that is more than chance; under it no slope can be told
STEPS = 20
TINY = 1e-300


@dataclass(frozen=True)
class Slope:
    """Per cent that CR moves where CTR moves by one per cent."""

    value: float
    draws: Array  # the same with clusters drawn again
    reliable: float  # share of the spread of CTR that is more than chance


class Fit(NamedTuple):
    """Converting clicks as x tells them: what each cell adds to the slope and to its weight."""

    slope: float
    due: Array
    apart: Array  # of x from its group's mean


def slope_within(
    clicks: Array, impressions: Array, converting: Array, mature: Array, *, group: Codes, cluster: Codes, phi: float
) -> Slope | None:
    """The elasticity of CR in CTR within groups, one row per cell; None where it cannot be told.

    A Poisson regression of converting out of `mature` clicks on log CTR with an effect for each group, then freed of
    the chance in CTR (errors in variables, Fuller 1987), `phi` times that of coins. Clusters are drawn again whole.
    """
    n, k = impressions, np.minimum(clicks, impressions)
    known = n * _ratio(k, n, group) >= LEAST_CLICKS
    k, n, c, m = (each[known] for each in (k, n, converting, mature))
    of, codes = group[known], np.unique(cluster[known], return_inverse=True)[1]
    clusters, groups = np.unique(codes).size, np.unique(of).size
    if clusters < groups + LEAST_CLUSTERS or c.sum() < LEAST_CONVERTING:
        return None
    ctr = np.clip(_ratio(k, n, of), 1e-9, 1 - 1e-9)
    fit = _fitted(np.log((k + 0.5) / (n * ctr)), c, m, of)
    chance = phi * (1 - ctr) / (n * ctr) * (1 - n / _total(n, of))
    moved = np.bincount(codes, weights=fit.apart * (c - fit.due))
    spread = np.bincount(codes, weights=fit.due * fit.apart**2)
    noise = np.bincount(codes, weights=fit.due * chance)
    reliable = 1 - float(noise.sum() / max(spread.sum(), TINY))
    if reliable < LEAST_RELIABLE:
        return None
    # Each group's effect takes from the spread of its clusters: without that the draws lie too close.
    moved = moved * np.sqrt(clusters / (clusters - groups - 1))
    often = np.random.default_rng([SEED, clusters]).multinomial(clusters, np.full(clusters, 1 / clusters), DRAWS)
    seen = np.maximum(often @ spread, TINY)
    share = np.maximum(1 - (often @ noise) / seen, LEAST_RELIABLE)
    return Slope(fit.slope / reliable, (fit.slope + (often @ moved) / seen) / share, reliable)


def _fitted(x: Array, converting: Array, mature: Array, group: Codes) -> Fit:
    """Newton's steps to the likeliest slope."""
    slope, due, apart = 0.0, mature, x
    for _ in range(STEPS):
        raised = mature * np.exp(np.clip(slope * x, -30, 30))
        due = raised * _ratio(converting, raised, group)
        apart = x - _ratio(due * x, due, group)
        step = float((apart * (converting - due)).sum() / max(float((due * apart**2).sum()), TINY))
        slope += float(np.clip(step, -1, 1))
    return Fit(slope, due, apart)


def _total(values: Array, group: Codes) -> Array:
    return np.asarray(np.bincount(group, weights=values)[group], dtype=np.float64)


def _ratio(above: Array, below: Array, group: Codes) -> Array:
    return np.asarray(_total(above, group) / np.maximum(_total(below, group), TINY))
