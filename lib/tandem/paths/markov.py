"""Removal effects of an absorbing Markov chain over paths, exact. Arrays only; the solving is in absorb.

A journey is a walk: start, one state per touch, then conversion or nothing; in a chain of order k the state is the last
k channels. Transition probabilities are the weighted shares seen in paths, journeys without a conversion included. The
removal effect of a channel is the share of conversions lost when every step into it ends the journey with nothing
(Anderl, Becker, von Wangenheim, Schumann 2016, doi 10.1016/j.ijresmar.2016.03.001). Value is a reward at the end: a
conversion from a state is worth the mean value seen there, so value has removal effects of its own.
"""

from __future__ import annotations

import numpy as np

from tandem.paths.absorb import NOBODY, Chain, expected_without
from tandem.paths.arrays import Floats, Ints, Paths


def removal_effects(paths: Paths, order: int) -> Floats:
    """Share of conversions, and of value, lost without each channel: one row per channel, 2 columns, 0 to 1.

    0 where nothing converts; value's column is 0 where the file has no value.
    """
    chain = build_chain(paths, order)
    channels = np.unique(chain.channel)
    whole, *without = expected_without(chain, np.append(NOBODY, channels))
    effects = np.zeros((len(paths.names), 2))
    effects[channels] = np.where(whole > 0, 1.0 - np.array(without) / np.where(whole > 0, whole, 1.0), 0.0)
    return np.maximum(effects, 0.0)  # rounding may leave -1e-17 at a channel that nothing converts through


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
