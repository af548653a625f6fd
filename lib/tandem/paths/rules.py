"""Rule models: the share of a conversion that each touch earns by its place, its age and its type. Arrays only.

One formula for all of them, so that a new model is a row of numbers: weight by place x 2^(-age / half-life) x weight of
the touch's type, scaled to 1 in each path. The half-life form is Adobe's (and so its published example holds).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    counts: bool = False  # each channel of the path earns the whole conversion: a count, not a share


@dataclass(frozen=True)
class Touches:
    """What rules look at: touches of journeys, journey by journey, in order."""

    starts: Ints  # first touch of each journey
    size: int  # touches in all
    is_earning: Flags | None = None  # None: all of them
    age_days: Floats | None = None  # before the conversion; needed by half-lives
    type_weight: Floats | None = None


def rule_share(rule: Rule, touches: Touches) -> Floats:
    """Share of its conversion that each touch earns, one per touch; journey by journey they sum to 1."""
    if not touches.size:
        return np.zeros(0)
    sizes = np.diff(np.append(touches.starts, touches.size))
    earning = _earning(touches, sizes)
    weight = _by_place(rule, touches.starts, sizes, earning)
    if touches.type_weight is not None:
        weight = weight * touches.type_weight
    if rule.half_life_days is not None:
        assert touches.age_days is not None
        weight = weight * _decay(weight, touches, sizes, rule.half_life_days)
    return _scaled(weight, touches.starts, sizes, earning)


def _earning(touches: Touches, sizes: Ints) -> Flags:
    """Touches that may earn: all of a journey that has none but those passed over."""
    if touches.is_earning is None:
        return np.ones(touches.size, dtype=bool)
    has_any = np.logical_or.reduceat(touches.is_earning, touches.starts)
    flags: Flags = touches.is_earning | ~np.repeat(has_any, sizes)
    return flags


def _by_place(rule: Rule, starts: Ints, sizes: Ints, earning: Flags) -> Floats:
    """Weight by place among the earning touches; one that is near both ends gets both weights."""
    count = np.repeat(np.add.reduceat(earning.astype(np.int64), starts), sizes)
    so_far = np.cumsum(earning)
    place = so_far - np.repeat(so_far[starts] - earning[starts], sizes) - 1
    inner = count - len(rule.from_start) - len(rule.from_end)
    is_between = (place >= len(rule.from_start)) & (place < count - len(rule.from_end))
    weight = np.where(is_between, rule.between / np.maximum(inner, 1), 0.0)
    for at, share in enumerate(rule.from_start):
        weight += share * (place == at)
    for at, share in enumerate(rule.from_end):
        weight += share * (place == count - 1 - at)
    weighed: Floats = weight * earning
    return weighed


def _decay(weight: Floats, touches: Touches, sizes: Ints, half_life_days: float) -> Floats:
    """Halves with every half-life of age."""
    assert touches.age_days is not None
    # Ages count from the journey's youngest touch that weighs anything: the shares are the same, nothing underflows.
    age = np.where(weight > 0, touches.age_days, np.inf)
    youngest = np.minimum.reduceat(age, touches.starts)
    since = np.where(weight > 0, touches.age_days - np.repeat(np.where(np.isfinite(youngest), youngest, 0), sizes), 0)
    decayed: Floats = np.exp2(-since / half_life_days)
    return decayed


def _scaled(weight: Floats, starts: Ints, sizes: Ints, earning: Flags) -> Floats:
    """Weights over their journey's sum; where nothing weighs anything the earning touches share equally."""
    total = np.repeat(np.add.reduceat(weight, starts), sizes)
    some = np.where(total > 0, weight, earning)
    count = np.repeat(np.add.reduceat(earning.astype(np.float64), starts), sizes)
    share: Floats = some / np.where(total > 0, total, count)
    return share
