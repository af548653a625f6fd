"""Which touches a conversion follows, and what each of them earns. Arrays in, arrays out; no Spark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.paths.arrays import Flags, Floats, Ints
from tandem.paths.rules import Rule, Touches, rule_share


@dataclass(frozen=True)
class Pairs:
    """One touch of one journey per row, journey by journey, in tie order: rows of the input, and the place from 1.

    A journey that was cut to its last touches begins at a later place.
    """

    conversion: Ints
    touch: Ints
    place: Ints

    @property
    def starts(self) -> Ints:
        """Where each journey begins."""
        return np.flatnonzero(_is_first(self.conversion))


@dataclass(frozen=True)
class Coded:
    """Texts, one per row, as numbers of distinct names."""

    names: tuple[str, ...]
    code: Ints

    def each(self, answer: Callable[[str], Any], kind: type) -> NDArray[Any]:
        """What `answer` says of each row's name, asked once per name."""
        return np.array([answer(name) for name in self.names], dtype=kind)[self.code]


def match_touches(
    person: Ints, instant_us: Ints, window_us: Ints, conversion_type: Ints, *, since_last_conversion: Flags
) -> Pairs:
    """The touches before each conversion: younger than their window, older than it or at its instant.

    Rows are touches and conversions together, sorted by person and tie order. `window_us` says how long a touch may
    earn, 0 for rows that earn nothing: one line per type of conversion, one column per row. `conversion_type` is the
    line of a conversion's type, negative for touches; `since_last_conversion` says of each type whether it ends the
    journeys of the next of its type.
    """
    conversions = np.flatnonzero(conversion_type >= 0)
    of_type = conversion_type[conversions]
    first = _first_within(person, instant_us, conversions, window_us.max(axis=1, initial=0)[of_type])
    if since_last_conversion.any():
        after = np.maximum(first, _after_previous(person, conversion_type, conversions))
        first = np.where(since_last_conversion[of_type], after, first)
    conversion, touch = _spread(conversions, first)
    is_earning = instant_us[conversion] - instant_us[touch] < window_us[conversion_type[conversion], touch]
    conversion, touch = conversion[is_earning], touch[is_earning]
    return Pairs(conversion, touch, _places(conversion))


def last_touches(pairs: Pairs, most: int) -> Pairs:
    """The last so many touches of each journey, with the places that they had."""
    is_near = _places(pairs.conversion[::-1])[::-1] <= most  # counted from its end a journey is its mirror image
    return Pairs(pairs.conversion[is_near], pairs.touch[is_near], pairs.place[is_near])


def touches_before(pairs: Pairs, person: Ints, instant_us: Ints, events: Ints) -> Ints:
    """How many touches of each journey stand before its first event; 0 where there is none.

    `events` are rows in order. An event is a journey's own when it follows one of its touches and is no later than its
    conversion, which is itself no event of its journey.
    """
    starts, count = pairs.starts, pairs.conversion.size
    if not starts.size or not events.size:
        return np.zeros(starts.size, dtype=np.int64)
    end = pairs.conversion[starts]
    event = events[np.minimum(np.searchsorted(events, pairs.touch[starts]), events.size - 1)]
    is_own = (event > pairs.touch[starts]) & (person[event] == person[end]) & (instant_us[event] <= instant_us[end])
    sizes = np.diff(np.append(starts, count))
    before = np.add.reduceat((pairs.touch < np.repeat(event, sizes)).astype(np.int64), starts)
    found: Ints = np.where(is_own & (event != end), before, 0)
    return found


def rule_shares(
    rules: Sequence[Rule],
    starts: Ints,
    age_days: Floats,
    channel: Coded,
    kind: Coded,
    before: Mapping[str, Ints] | None = None,
) -> list[Floats]:
    """Share of its conversion that each touch earns under each rule model; journey by journey they sum to 1.

    `starts` holds the first row of each journey; within a journey touches are in order. `before` counts, by type of
    event, the touches before it in each journey.
    """
    touches = Touches(starts, age_days.size, age_days=age_days, before=before)
    return [rule_share(rule, _seen_by(rule, touches, channel, kind)) for rule in rules]


def _first_within(person: Ints, instant_us: Ints, conversions: Ints, window_us: Ints) -> Ints:
    """First row of the conversion's person whose instant is after the start of the conversion's longest window."""
    opens = instant_us[conversions] - window_us
    instants = np.unique(np.concatenate([instant_us, opens]))
    key = person * (instants.size + 1) + np.searchsorted(instants, instant_us)
    sought = person[conversions] * (instants.size + 1) + np.searchsorted(instants, opens)
    return np.searchsorted(key, sought, side="right").astype(np.int64)


def _after_previous(person: Ints, conversion_type: Ints, conversions: Ints) -> Ints:
    """First row after the instant of the person's previous conversion of the same type; 0 where there is none."""
    order = np.lexsort((conversions, conversion_type[conversions], person[conversions]))
    rows = conversions[order]
    follows = (person[rows[1:]] == person[rows[:-1]]) & (conversion_type[rows[1:]] == conversion_type[rows[:-1]])
    # Touches at the very instant of the previous conversion stand before it in tie order, so all of them are its own.
    after = np.where(follows, rows[:-1] + 1, 0)
    result = np.zeros(conversions.size, dtype=np.int64)
    result[order[1:]] = after
    return result


def _spread(conversions: Ints, first: Ints) -> tuple[Ints, Ints]:
    """Each conversion beside each row from `first` up to itself."""
    count = np.maximum(conversions - first, 0)  # a window of no length opens after the conversion itself
    start_of_run = np.cumsum(count) - count
    row = np.arange(count.sum()) - np.repeat(start_of_run, count) + np.repeat(first, count)
    return np.repeat(conversions, count), row


def _places(journey: Ints) -> Ints:
    """1, 2, 3, ... within each run of equal values."""
    rows = np.arange(journey.size)
    return rows - np.maximum.accumulate(np.where(_is_first(journey), rows, 0)) + 1


def _is_first(journey: Ints) -> Flags:
    """The first of each run of equal values."""
    return np.append(True, journey[1:] != journey[:-1])[: journey.size]


def _seen_by(rule: Rule, touches: Touches, channel: Coded, kind: Coded) -> Touches:
    """The touches as the rule looks at them; rules that look at place and age alone share what is found for one."""
    if rule.besides:
        passed_over = {name.casefold() for name in rule.besides}
        touches = replace(touches, may_earn=channel.each(lambda name: name.casefold() not in passed_over, bool))
    if rule.types is not None:
        weights = rule.types
        touches = replace(touches, type_weight=kind.each(lambda name: weights.get(name, 1.0), float))
    return touches
