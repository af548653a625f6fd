"""Rule models: the share of a conversion that each touch earns by its place, its age and its type. Arrays only.

One formula for all of them, so that a new model is a row of numbers: weight by place (among a journey's touches, or
before an event such as a lead) x 2^(-age / half-life) x weight of
the touch's type, scaled to 1 in each path. The half-life form is Adobe's (and so its published example holds).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tandem.paths.arrays import Flags, Floats, Ints


@dataclass(frozen=True)
class Rule:
    """One rule model. Weights by place sum to 1; where a path is too short for all of them the rest is scaled to 1."""

    name: str
    from_start: tuple[float, ...] = ()  # weight of the first touch, the second, ...
    between: float = 0.0  # weight that all other touches share equally
    from_end: tuple[float, ...] = ()  # weight of the last touch, the one before it, ...
    besides: tuple[str, ...] = ()  # channels that earn only on paths of nothing else
    half_life_days: float | None = None  # an age after which a touch weighs half
    types: Mapping[str, float] | None = None  # weight of a touch by its type; those not named weigh 1
    before: Mapping[str, float] | None = None  # weight of the last touch before the first event of each type
    counts: bool = False  # each channel of the path earns the whole conversion: a count, not a share


@dataclass(frozen=True)
class Touches:
    """What rules look at: touches of journeys, journey by journey, in order."""

    starts: Ints  # first touch of each journey
    size: int  # touches in all
    may_earn: Flags | None = None  # None: all of them
    age_days: Floats | None = None  # before the conversion; needed by half-lives
    type_weight: Floats | None = None
    before: Mapping[str, Ints] | None = None  # by type of event, one per journey: touches before it; 0 without such one

    @cached_property
    def sizes(self) -> Ints:
        """Touches of each journey."""
        return np.diff(np.append(self.starts, self.size)).astype(np.int64)

    @cached_property
    def earning(self) -> Flags:
        """Touches that earn: those that may, and all of a journey that has none of them."""
        if self.may_earn is None:
            return np.ones(self.size, dtype=bool)
        has_any = np.logical_or.reduceat(self.may_earn, self.starts)
        flags: Flags = self.may_earn | ~np.repeat(has_any, self.sizes)
        return flags

    @cached_property
    def from_start(self) -> Ints:
        """Earning touches before each touch."""
        before: Ints = np.cumsum(self.earning) - self.earning
        return before - np.repeat(before[self.starts], self.sizes)

    @cached_property
    def from_end(self) -> Ints:
        """Earning touches after each touch that earns."""
        return self.count - self.from_start - 1

    @cached_property
    def count(self) -> Ints:
        """Earning touches of each touch's journey."""
        return np.repeat(np.add.reduceat(self.earning.astype(np.int64), self.starts), self.sizes)


def rule_share(rule: Rule, touches: Touches) -> Floats:
    """Share of its conversion that each touch earns, one per touch; journey by journey they sum to 1."""
    if not touches.size:
        return np.zeros(0)
    weight = _by_place(rule, touches)
    if touches.type_weight is not None:
        weight = weight * touches.type_weight
    if rule.half_life_days is not None:
        weight = weight * _decay(weight, touches, rule.half_life_days)
    return _scaled(weight, touches)


def _by_place(rule: Rule, touches: Touches) -> Floats:
    """Weight by place among the earning touches; one that is near both ends gets both weights."""
    weight = np.zeros(touches.size)
    ends = len(rule.from_start) + len(rule.from_end)
    anchors = _anchors(rule, touches)
    for share, is_anchor in anchors:
        weight += share * is_anchor
    if rule.between and anchors:
        weight += rule.between * _shared_equally(_is_between(rule, touches, [flags for _, flags in anchors]), touches)
    elif rule.between:
        is_between = touches.earning
        if ends:
            past_start, before_end = touches.from_start >= len(rule.from_start), touches.from_end >= len(rule.from_end)
            is_between = is_between & past_start & before_end
        np.divide(rule.between, touches.count - ends, out=weight, where=is_between)
    for at, share in enumerate(rule.from_start):
        weight += share * (touches.earning & (touches.from_start == at))
    for at, share in enumerate(rule.from_end):
        weight += share * (touches.earning & (touches.from_end == at))
    return weight


def _anchors(rule: Rule, touches: Touches) -> list[tuple[float, Flags]]:
    """Weight of each type of event, and the touches that stand before it: of those that earn, the last."""
    found = []
    for type_, share in (rule.before or {}).items():
        count = np.zeros_like(touches.starts) if touches.before is None else touches.before[type_]
        place = np.arange(touches.size) - np.repeat(touches.starts, touches.sizes)
        is_before = touches.earning & (place < np.repeat(count, touches.sizes))
        earning_before = np.add.reduceat(is_before.astype(np.int64), touches.starts)
        found.append((share, is_before & (touches.from_start == np.repeat(earning_before, touches.sizes) - 1)))
    return found


def _is_between(rule: Rule, touches: Touches, anchors: Sequence[Flags]) -> Flags:
    """Earning touches that are neither near an end nor an anchor."""
    past_start, before_end = touches.from_start >= len(rule.from_start), touches.from_end >= len(rule.from_end)
    flags: Flags = touches.earning & past_start & before_end & ~np.logical_or.reduce(anchors)
    return flags


def _shared_equally(is_in: Flags, touches: Touches) -> Floats:
    """1 shared by those touches of each journey."""
    count = np.repeat(np.add.reduceat(is_in.astype(np.int64), touches.starts), touches.sizes)
    share: Floats = np.divide(1.0, count, out=np.zeros(touches.size), where=is_in)
    return share


def _decay(weight: Floats, touches: Touches, half_life_days: float) -> Floats:
    """Halves with every half-life of age."""
    assert touches.age_days is not None
    # Ages count from the journey's youngest touch that weighs anything: the shares are the same, nothing underflows.
    age = np.where(weight > 0, touches.age_days, np.inf)
    youngest = np.minimum.reduceat(age, touches.starts)
    since = age - np.repeat(np.where(np.isfinite(youngest), youngest, 0.0), touches.sizes)
    decayed: Floats = np.exp2(-since / half_life_days)
    return decayed


def _scaled(weight: Floats, touches: Touches) -> Floats:
    """Weights over their journey's sum; where nothing weighs anything the earning touches share equally."""
    total = np.add.reduceat(weight, touches.starts)
    if not total.all():
        weight = np.where(np.repeat(total, touches.sizes) > 0, weight, touches.earning)
        total = np.add.reduceat(weight, touches.starts)
    if np.abs(total - 1.0).max() < 1e-14:
        return weight
    share: Floats = weight / np.repeat(total, touches.sizes)
    return share
