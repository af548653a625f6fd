"""What journeys through an absorbing chain end with, exactly, with channels taken out of it. Arrays only.

Where every channel is one state (order 1), one inverse answers for all channels: a journey that ever visits a channel
visits it first, and from there converts as any journey from there does. Of chains with longer memory few states are
solved by elimination, many are solved by steps, all channels side by side: x <- ends + Q x, self-loops
summed up front, from 0. Every step can only add, and what is still missing is at most the share of journeys that are
still under way; the steps end when that share is below the last digit of a double. A chain too slow for that is
eliminated after all, sparsely. No journey is ever drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.paths.arrays import Flags, Floats, Ints

DENSE = 64  # states up to which elimination is the faster way: above it BLAS starts threads that wait for one another
STEPS = 2_000  # after which it is again
SURVIVORS = 1e-18  # share of journeys under way that no longer counts
TOGETHER = 32  # channels side by side: what fits into memory
INVERTED = 3_000  # states up to which the inverse, 72 MB then, is made
NOBODY = -1  # the channel to take out when none is


@dataclass(frozen=True)
class Chain:
    """An absorbing chain: transitions between states as three columns, and what leaves it."""

    channel: Ints  # per state: its newest channel
    start: Floats  # per state: probability that a journey begins there
    ends: Floats  # per state, 2 columns: conversions and value expected from ending a journey there
    source: Ints  # per transition
    target: Ints
    probability: Floats


def expected_without(chain: Chain, channels: Ints) -> Floats:
    """Conversions and value expected of a journey when a step into a channel ends it: a row per channel taken out."""
    if chain.channel.size <= min(INVERTED, np.unique(chain.channel).size):
        return _by_visits(chain, channels)
    if chain.channel.size > DENSE:
        parts = [_by_steps(chain, channels[at : at + TOGETHER]) for at in range(0, channels.size, TOGETHER)]
        found = [part for part in parts if part is not None]
        if len(found) == len(parts):
            return np.concatenate(found)
    return np.array([_eliminated(chain, chain.channel != channel) for channel in channels])


def _by_visits(chain: Chain, channels: Ints) -> Floats:
    """One row per channel of a chain in which every channel is one state."""
    matrix = np.eye(chain.channel.size)
    np.subtract.at(matrix, (chain.source, chain.target), chain.probability)
    visits = np.linalg.inv(matrix)  # expected visits of each state from each
    reached = visits @ chain.ends
    ever = (chain.start @ visits) / np.diagonal(visits)  # probability that a journey comes by at all
    is_out = channels[:, None] == chain.channel
    kept: Floats = chain.start @ reached - is_out @ (ever[:, None] * reached)
    return kept


def _by_steps(chain: Chain, channels: Ints) -> Floats | None:
    """One row per channel; None when journeys are too long for it."""
    count, width = chain.channel.size, channels.size
    stays = np.zeros(count)
    is_loop = chain.source == chain.target
    stays[chain.source[is_loop]] = chain.probability[is_loop]
    step = _sparse(count, chain.source[~is_loop], chain.target[~is_loop], chain.probability[~is_loop])
    step = step.multiply(1.0 / (1.0 - stays)[:, None]).tocsr()
    ends = np.repeat((chain.ends / (1.0 - stays)[:, None])[:, None, :], width, axis=1)
    removed = np.nonzero(chain.channel[:, None] == channels)
    flat, reached, under_way = ends.reshape(count, -1), np.zeros((count, 2 * width)), np.ones(count)
    for _ in range(STEPS):
        reached = step @ reached + flat
        reached.reshape(count, width, 2)[removed] = 0.0
        under_way = step @ under_way
        if under_way.max() < SURVIVORS:
            expected: Floats = (chain.start @ reached).reshape(width, 2)
            return expected
    return None


def _eliminated(chain: Chain, stays: Flags) -> Floats:
    """The product start (I - Q)^-1 ends over the states that stay."""
    count = int(stays.sum())
    if not count:
        return np.zeros(2)
    number = np.cumsum(stays) - 1
    is_inside = stays[chain.source] & stays[chain.target]
    source, target = number[chain.source[is_inside]], number[chain.target[is_inside]]
    probability, ends = chain.probability[is_inside], chain.ends[stays]
    if count <= DENSE:
        matrix = np.eye(count)
        np.subtract.at(matrix, (source, target), probability)
        reached = np.linalg.solve(matrix, ends)
    else:
        from scipy.sparse import eye_array
        from scipy.sparse.linalg import splu

        reached = splu((eye_array(count) - _sparse(count, source, target, probability)).tocsc()).solve(ends)
    expected: Floats = chain.start[stays] @ reached
    return expected


def _sparse(count: int, source: Ints, target: Ints, probability: Floats) -> Any:
    from scipy.sparse import coo_array

    return coo_array((probability, (source, target)), shape=(count, count)).tocsr()
