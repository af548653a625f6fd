"""Removal effects of an absorbing Markov chain over paths, exact. Arrays only; the solving is in absorb.

A journey is a walk: start, one state per touch, then conversion or nothing; in a chain of order k the state is the last
k channels. Transition probabilities are the weighted shares seen in paths, journeys without a conversion included. The
removal effect of a channel is the share of conversions lost when every step into it ends the journey with nothing
(Anderl, Becker, von Wangenheim, Schumann 2016, doi 10.1016/j.ijresmar.2016.03.001). Value is a reward at the end: a
conversion from a state is worth the mean value seen there, so value has removal effects of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tandem.paths.absorb import NOBODY, Chain, expected_without
from tandem.paths.arrays import Floats, Ints, Numbers, Paths

MOST_MARKED = 10_000_000  # values, 90 MB


@dataclass(frozen=True)
class Walks:
    """Where journeys go, however many walk each path: what every weighing of the same paths shares."""

    state: Numbers  # one per touch
    channel: Ints  # the newest channel of each state
    on: Numbers  # touches that another follows
    source: Ints  # distinct steps between states
    target: Ints
    step: Numbers  # the step after each of `on`


class States(NamedTuple):
    """State of each touch, and the newest channel of each state."""

    state: Numbers
    channel: Ints


def removal_effects(paths: Paths, order: int) -> Floats:
    """Share of conversions, and of value, lost without each channel: one row per channel, 2 columns, 0 to 1.

    0 where nothing converts; value's column is 0 where the file has no value.
    """
    return effects_of(walks(paths, states(paths, order)[-1]), paths)


def effects_of(walks: Walks, paths: Paths) -> Floats:
    """The same by paths that were walked through before; they may have other weights now."""
    chain = weighed(walks, paths)
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


def walks(paths: Paths, found: States) -> Walks:
    """The distinct steps that paths take through the `states` that were `found` in them."""
    state, channel = found
    goes_on = np.ones(paths.touch.size, dtype=bool)
    goes_on[paths.last] = False
    on = np.flatnonzero(goes_on).astype(np.int32)
    steps, step = np.unique(state[on] * np.int64(channel.size) + state[on + 1], return_inverse=True)
    source, target = np.divmod(steps, channel.size)
    return Walks(state, channel, on, source, target, step.astype(np.int32))


def weighed(walks: Walks, paths: Paths) -> Chain:
    """The chain of these walks; paths of no journey are left out, so that every state can be left."""
    nothing, count = np.zeros(paths.starts.size), walks.channel.size
    weight = paths.conversions + (nothing if paths.nulls is None else paths.nulls)
    value = nothing if paths.value is None else paths.value
    per_touch = weight[paths.path]
    left = np.bincount(walks.state, weights=per_touch, minlength=count)
    divisor = np.where(left > 0, left, 1.0)
    at_end, alive = walks.state[paths.last], weight > 0
    ends = [np.bincount(at_end, weights=part * alive, minlength=count) / divisor for part in (paths.conversions, value)]
    start = np.bincount(walks.state[paths.starts], weights=weight, minlength=count) / (weight.sum() or 1.0)
    taken = np.bincount(walks.step, weights=per_touch[walks.on], minlength=walks.source.size)
    return Chain(
        walks.channel, start, np.stack(ends, axis=1), walks.source, walks.target, taken / divisor[walks.source]
    )


def states(paths: Paths, most: int) -> tuple[States, ...]:
    """States of chains of order 1 to `most`. A state is the last channels so far, as many as the order."""
    base, code = len(paths.names) + 1, paths.touch + 1
    found: list[States] = []
    for back in range(most):
        if back:
            before = np.where(paths.places >= back, np.roll(paths.touch, back) + 1, 0)
            # Of numbers, not codes: they stay below states x channels and never overflow.
            code = found[-1].state * np.int64(base) + before
        state, count = renumbered(code)
        channel = np.zeros(count, dtype=np.int64)
        channel[state] = paths.touch
        found.append(States(state, channel))
    return tuple(found)


def renumbered(code: Numbers) -> tuple[Numbers, int]:
    """0, 1, 2, ... in the order of the distinct values, none negative, and how many there are."""
    highest = int(code.max(initial=0))
    if highest > MOST_MARKED:
        distinct, number = np.unique(code, return_inverse=True)
        return number.astype(np.int32), distinct.size
    is_taken = np.zeros(highest + 1, dtype=bool)  # a mark for each value that may be: sorting costs ten times as much
    is_taken[code] = True
    place = np.cumsum(is_taken, dtype=np.int32)
    return place[code] - 1, int(place[-1]) if code.size else 0
