"""Random numbers that depend on the seed and the place of use alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]


def generator(seed: int, *place: int) -> np.random.Generator:
    """A generator for one place of use, e.g. `generator(seed, day, 3)`."""
    return np.random.Generator(np.random.SFC64([seed, *place]))


def choose(rng: np.random.Generator, weights: ArrayLike, size: int) -> NDArray[np.int64]:
    """`size` indices into `weights`, drawn in proportion to them."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn: NDArray[np.int64] = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    return drawn.clip(max=len(edges) - 1)


def choose_by_row(rng: np.random.Generator, edges: Floats, row: NDArray[Any]) -> NDArray[np.int64]:
    """One index for each of `row`, drawn by that row of cumulative shares."""
    drawn = rng.random(len(row))
    picked = np.zeros(len(row), dtype=np.int64)
    for column in range(edges.shape[1] - 1):
        picked += drawn >= edges[row, column]
    return picked


def mix(values: ArrayLike) -> Keys:
    """SplitMix64's finaliser: a bijection of 64-bit numbers that look random, so distinct in is distinct out."""
    mixed = np.asarray(values).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def keys(seed: int, stream: int, values: ArrayLike) -> Keys:
    """Distinct 64-bit ids of `values` (below 2^58) within one stream (below 16) of one seed."""
    start = mix(np.array([seed]))[0]
    return mix((np.asarray(values).astype(np.uint64) | np.uint64(stream << 58)) ^ start)
