"""Which order a Markov chain should have: the one that best tells held-out conversions from the rest. Arrays only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from tandem.paths.arrays import Flags, Floats, Ints, Paths
from tandem.paths.markov import States

ORDERS = (1, 2, 3)
FOLDS = 5


@dataclass(frozen=True)
class OrderChoice:
    """Area under the ROC curve of each order on journeys whose path the fit had not seen, and the order it picks."""

    chosen: int
    auc: dict[int, float]  # by order
    paths: int  # distinct
    conversions: float
    nulls: float


def choose_order(paths: Paths, found: Sequence[States]) -> OrderChoice | None:
    """The order with the largest held-out area; of equals the smallest. None when there is nothing to tell apart.

    Distinct paths are dealt into five folds by a hash of their channels, so that no path is judged by itself. The score
    of a journey is the chain's probability that it converts, given that it ends in its last state. `found` are the
    states of order 1, 2, ..., up to the highest to choose from.
    """
    if paths.nulls is None or not paths.nulls.sum() or not paths.conversions.sum():
        return None
    keys = path_keys(paths)
    fold = (keys % np.uint64(FOLDS)).astype(np.int64)
    distinct = np.unique(keys).size
    if np.unique(fold).size < 2:
        return None
    last = {order: each.state[paths.last] for order, each in enumerate(found, 1)}
    auc = {order: area(_held_out(paths, last, order, fold), paths.conversions, paths.nulls) for order in last}
    chosen = min(auc, key=lambda order: (-round(auc[order], 12), order))
    return OrderChoice(chosen, auc, distinct, float(paths.conversions.sum()), float(paths.nulls.sum()))


def area(score: Floats, positives: Floats, negatives: Floats) -> float:
    """Probability that a positive scores above a negative, ties counted half; weights are counts."""
    _, rank = np.unique(score, return_inverse=True)
    up = np.bincount(rank, weights=positives)
    down = np.bincount(rank, weights=negatives)
    below = np.cumsum(down) - down
    return float((up * (below + down / 2)).sum() / (up.sum() * down.sum()))


def path_keys(paths: Paths) -> Ints:
    """A number per path that depends on its channels and their order alone."""
    names = np.array([crc32(name.encode()) for name in paths.names], dtype=np.uint64)
    mixed = _mixed(names[paths.touch] + (paths.places.astype(np.uint64) << np.uint64(32)))
    summed: Ints = _mixed(np.add.reduceat(mixed, paths.starts))
    return summed


def _held_out(paths: Paths, last: Mapping[int, Ints], order: int, fold: Ints) -> Floats:
    """Score of each path by the other folds: its state's rate, or that of the longest end of it that they know.

    `last` has each path's last state by the length of what a state remembers.
    """
    score = np.full(paths.starts.size, np.nan)
    for held in range(FOLDS):
        rest = fold != held
        for length in range(order, 0, -1):
            known = _rates(last[length], paths, rest)
            score = np.where(~rest & np.isnan(score), known, score)
        overall = paths.conversions[rest].sum() / max(_journeys(paths)[rest].sum(), 1e-300)
        score = np.where(~rest & np.isnan(score), overall, score)
    return score


def _rates(last: Ints, paths: Paths, rest: Flags) -> Floats:
    """Conversions / journeys of `rest` by last state, beside each path; nan where they have none."""
    journeys = np.bincount(last, weights=_journeys(paths) * rest)
    conversions = np.bincount(last, weights=paths.conversions * rest)
    rates = np.where(journeys > 0, conversions / np.where(journeys > 0, journeys, 1.0), np.nan)
    found: Floats = rates[last]
    return found


def _journeys(paths: Paths) -> Floats:
    assert paths.nulls is not None
    total: Floats = paths.conversions + paths.nulls
    return total


def _mixed(key: Ints) -> Ints:
    """Bits of each number spread over all 64 (splitmix64)."""
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Ints = key ^ (key >> np.uint64(31))
    return mixed
