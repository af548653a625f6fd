"""Removal effects of an absorbing Markov chain over paths, exact, by linear solves. Arrays only.

A journey is a walk: start, one state per touch, then conversion or nothing; in a chain of order k the state is the last
k channels. Transition probabilities are the weighted shares seen in paths, journeys without a conversion included. The
removal effect of a channel is the share of conversions lost when every step into it ends the journey with nothing
(Anderl, Becker, von Wangenheim, Schumann 2016, doi 10.1016/j.ijresmar.2016.03.001). Value is a reward at the end: a
conversion from a state is worth the mean value seen there, so value has removal effects of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.paths.arrays import Flags, Floats, Ints, Paths

DENSE = 300  # states up to which a dense solve is the faster one


@dataclass(frozen=True)
class Chain:
    """An absorbing chain: transitions between states as three columns, and what leaves it."""

    channel: Ints  # per state: its newest channel
    start: Floats  # per state: probability that a journey begins there
    ends: Floats  # per state, 2 columns: conversions and value expected from ending a journey there
    source: Ints  # per transition
    target: Ints
    probability: Floats


def removal_effects(paths: Paths, order: int) -> Floats:
    """Share of conversions, and of value, lost without each channel: one row per channel, 2 columns, 0 to 1.

    0 where nothing converts; value's column is 0 where the file has no value.
    """
    chain = build_chain(paths, order)
    total = _expected(chain, np.ones(chain.channel.size, dtype=bool))
    effects = np.zeros((len(paths.names), 2))
    for channel in np.unique(chain.channel):
        without = _expected(chain, chain.channel != channel)
        effects[channel] = np.where(total > 0, 1.0 - without / np.where(total > 0, total, 1.0), 0.0)
    return np.maximum(effects, 0.0)  # rounding of the solve may leave -1e-17 at a channel that nothing converts through


def shared(effects: Floats, total: float) -> Floats:
    """`total` shared in proportion to effects; nothing where there are none."""
    whole = effects.sum()
    share: Floats = effects * (total / whole) if whole > 0 else np.zeros_like(effects)
    return share


def build_chain(paths: Paths, order: int) -> Chain:
    """The chain of that order; paths of no journey are left out, so that every state can be left."""
    nulls = np.zeros(paths.starts.size) if paths.nulls is None else paths.nulls
    weight = paths.conversions + nulls
    state, channel = states(paths, order)
    alive = weight > 0
    per_touch = weight[paths.path]
    count = channel.size
    left = np.bincount(state, weights=per_touch, minlength=count)
    divisor = np.where(left > 0, left, 1.0)
    value = np.zeros(paths.starts.size) if paths.value is None else paths.value
    at_end = state[paths.last]
    ends = [np.bincount(at_end, weights=part * alive, minlength=count) / divisor for part in (paths.conversions, value)]
    start = np.bincount(state[paths.starts], weights=weight, minlength=count) / weight.sum()
    source, target, probability = _transitions(paths, state, per_touch, divisor)
    return Chain(channel, start, np.stack(ends, axis=1), source, target, probability)


def states(paths: Paths, order: int) -> tuple[Ints, Ints]:
    """State of each touch, and the newest channel of each state. A state is the last `order` channels so far."""
    base = len(paths.names) + 1
    code = paths.touch + 1
    number, distinct = code, np.unique(code)
    for back in range(1, order):
        # Renumbered after each step: codes stay below states x channels and never overflow.
        number = np.searchsorted(distinct, code)
        before = np.roll(paths.touch, back) + 1
        code = number * base + np.where(paths.places >= back, before, 0)
        distinct = np.unique(code)
    state = np.searchsorted(distinct, code)
    channel = np.zeros(distinct.size, dtype=np.int64)
    channel[state] = paths.touch
    return state, channel


def _transitions(paths: Paths, state: Ints, per_touch: Floats, left: Floats) -> tuple[Ints, Ints, Floats]:
    """Distinct steps between states with their probability."""
    goes_on = np.ones(paths.touch.size, dtype=bool)
    goes_on[paths.last] = False
    at = np.flatnonzero(goes_on)
    steps, which = np.unique(state[at] * np.int64(left.size) + state[at + 1], return_inverse=True)
    source, target = np.divmod(steps, left.size)
    weight = np.bincount(which, weights=per_touch[at], minlength=steps.size)
    return source, target, weight / left[source]


def _expected(chain: Chain, stays: Flags) -> Floats:
    """Conversions and value expected of a journey when the states that do not stay are dead ends."""
    count = int(stays.sum())
    if not count:
        return np.zeros(2)
    number = np.cumsum(stays) - 1
    is_inside = stays[chain.source] & stays[chain.target]
    source, target = number[chain.source[is_inside]], number[chain.target[is_inside]]
    solve = _dense if count <= DENSE else _sparse
    reached = solve(count, source, target, chain.probability[is_inside], chain.ends[stays])
    expected: Floats = chain.start[stays] @ reached
    return expected


def _dense(count: int, source: Ints, target: Ints, probability: Floats, ends: Floats) -> Floats:
    """(I - Q) x = ends."""
    matrix = np.eye(count)
    np.subtract.at(matrix, (source, target), probability)
    return np.linalg.solve(matrix, ends).astype(np.float64)


def _sparse(count: int, source: Ints, target: Ints, probability: Floats, ends: Floats) -> Floats:
    """The same for many states, of which each has few successors."""
    from scipy.sparse import coo_array, eye_array
    from scipy.sparse.linalg import splu

    matrix = eye_array(count, format="csc") - coo_array((probability, (source, target)), shape=(count, count)).tocsc()
    solved: Floats = splu(matrix.tocsc()).solve(ends)
    return solved
