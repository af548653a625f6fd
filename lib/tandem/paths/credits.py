"""What every channel earns: one credit per model and channel (and place, where the model tells places apart)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tandem.errors import UsageError
from tandem.paths.arrays import Floats, Paths
from tandem.paths.markov import removal_effects, shared
from tandem.paths.models import DATA_DRIVEN
from tandem.paths.rules import Rule, Touches, rule_share
from tandem.paths.shapley import shapley_places, shapley_share


@dataclass(frozen=True)
class ModelCredit:
    """Credit of all channels under one model, in conversions and in the file's value."""

    model: str
    order: int | None  # of the Markov chain; the place in the path for shapley_ordered; else None
    credit: Floats  # per channel, conversions
    value: Floats | None  # per channel; None: the file has no value


def known_models(rules: Mapping[str, Rule]) -> list[str]:
    """Names of all models: those of the definitions, then the data-driven."""
    return [*rules, *DATA_DRIVEN]


def not_offered(paths: Paths, rules: Mapping[str, Rule]) -> dict[str, str]:
    """Why a model cannot be had from these paths, by model."""
    reasons = {}
    for rule in rules.values():
        if rule.half_life_days is not None and paths.age_days is None:
            reasons[rule.name] = "the file has no times: deliver one touch per row with a time column"
        elif rule.before is not None:
            reasons[rule.name] = f"paths name no {' or '.join(rule.before)} within them; the night knows them"
        elif rule.types is not None and paths.type is None:
            reasons[rule.name] = "the file has no types of touches: deliver one touch per row with a type column"
    channels = np.unique(paths.touch)
    if channels.size == 1:
        only = f"{paths.names[channels[0]]} is the only channel: there is nothing to share"
        reasons |= dict.fromkeys(DATA_DRIVEN, only)
    elif paths.nulls is None or not paths.nulls.sum():
        reasons["markov"] = "there are no journeys without a conversion, which a removal effect is measured against"
    return reasons


def pick(asked: Sequence[str], paths: Paths, rules: Mapping[str, Rule]) -> tuple[list[str], dict[str, str]]:
    """Models to compute, and why others are not offered; an empty `asked` stands for all.

    Raises UsageError when a model that was asked for by name does not exist or cannot be had.
    """
    known = known_models(rules)
    if unknown := [name for name in asked if name not in known]:
        raise UsageError(f"--models: {unknown[0]!r} is none of them; known are all, {', '.join(known)}")
    reasons = not_offered(paths, rules)
    if refused := [name for name in asked if name in reasons]:
        raise UsageError(f"--models: {refused[0]} is not offered: {reasons[refused[0]]}")
    return [name for name in (asked or known) if name not in reasons], reasons


def attribute(paths: Paths, models: Sequence[str], rules: Mapping[str, Rule], order: int) -> list[ModelCredit]:
    """Credit of each model in turn; credits of a model sum to the paths' conversions, but for models that count."""
    found: list[ModelCredit] = []
    for model in models:
        if model == "markov":
            found.append(_markov(paths, order))
        elif model == "shapley":
            found.append(_spread(paths, model, None, shapley_share(paths)))
        elif model == "shapley_ordered":
            found += _ordered(paths)
        else:
            found.append(_spread(paths, model, None, share_of(rules[model], paths)))
    return found


def share_of(rule: Rule, paths: Paths) -> Floats:
    """Share of its path's conversions that each touch earns under a rule model."""
    if rule.counts:
        return paths.firsts.astype(np.float64)
    weights = None
    if rule.types is not None and paths.type is not None:
        weights = np.array([rule.types.get(kind.casefold(), 1.0) for kind in paths.type])
    earning = ~paths.named(rule.besides) if rule.besides else None
    return rule_share(rule, Touches(paths.starts, paths.touch.size, earning, paths.age_days, weights))


def _markov(paths: Paths, order: int) -> ModelCredit:
    effects = removal_effects(paths, order)
    credit = shared(effects[:, 0], float(paths.conversions.sum()))
    value = None if paths.value is None else shared(effects[:, 1], float(paths.value.sum()))
    return ModelCredit("markov", order, credit, value)


def _ordered(paths: Paths) -> list[ModelCredit]:
    share, places = shapley_share(paths), shapley_places(paths)
    return [_spread(paths, "shapley_ordered", int(place), share * (places == place)) for place in np.unique(places)]


def _spread(paths: Paths, model: str, order: int | None, share: Floats) -> ModelCredit:
    """Each path's conversions and value by the shares of its touches, summed by channel."""
    value = None if paths.value is None else _by_channel(paths, share, paths.value)
    return ModelCredit(model, order, _by_channel(paths, share, paths.conversions), value)


def _by_channel(paths: Paths, share: Floats, amount: Floats) -> Floats:
    earned = np.bincount(paths.touch, weights=share * amount[paths.path], minlength=len(paths.names))
    return earned.astype(np.float64)
