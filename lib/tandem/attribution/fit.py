"""Data-driven models of one type and level, fitted on the paths of a period. Arrays and Arrow only; no Spark.

An interval comes from resampling: how often each distinct path was walked is drawn anew (Poisson, the bootstrap of
independent journeys), and the model is solved again, exactly. Draws are the same on every run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from tandem.attribution.walked import Walked, amounts
from tandem.paths.arrays import Floats, Ints, Paths
from tandem.paths.credits import not_offered, share_of
from tandem.paths.markov import Walks, effects_of, shared, states, walks
from tandem.paths.order import ORDERS, choose_order
from tandem.paths.rules import Rule
from tandem.paths.shapley import shapley_places, shapley_share

RESAMPLES = 60
ENDS = (0.05, 0.95)  # of a 90 % interval
MARKOV, SHAPLEY, ORDERED = "markov", "shapley", "shapley_ordered"
ALL = ((MARKOV, 0), (SHAPLEY, 0), (ORDERED, 0))
LAST_PLACE = 5  # places from here on are told as one
MOST_STATES = 5_000  # of a chain that remembers more than one touch: half a second or so to solve
MOST_SOLVED = 25_000  # states x names of a chain that is solved once for each draw

Asked = tuple[str, int]  # model and order; 0: no order, or all of them

Solve = Callable[[Paths], Floats]


@dataclass(frozen=True)
class Fit:
    """What one model credits: one row per name, conversions and value side by side."""

    model: str
    order: int
    is_chosen: bool  # counts when models are compared
    auc: float | None
    credit: Floats
    effects: Floats | None = None  # removal effects on conversions
    low: Floats | None = None  # None: no interval is made of this fit
    high: Floats | None = None
    place: int = 0  # in the path, from 1, where the model tells places apart
    is_count: bool = False  # every name of a path has the whole conversion, so that sums over names say nothing


def fit_models(walked: Walked, counts: Sequence[Rule] = ()) -> tuple[list[Fit], dict[Asked, str]]:
    """Every data-driven model and every rule that counts, and why one is not to be had."""
    paths = walked.paths
    if paths is None or not paths.conversions.sum():
        asked = (*ALL, *((rule.name, 0) for rule in counts))
        return [], dict.fromkeys(asked, "no conversion of the period follows a touch")
    reasons = {(model, 0): why for model, why in not_offered(paths, {}).items() if (model, 0) in ALL}
    fits: list[Fit] = []
    if (MARKOV, 0) not in reasons:
        fits, too_large = _fit_markov(paths)
        reasons |= too_large
    if (SHAPLEY, 0) not in reasons:
        fits += [_fit_shapley(paths), *_fit_places(paths)]
    fits += [_fit_count(paths, rule) for rule in counts]
    return fits, reasons


def markov_credit(paths: Paths, walked: Walks) -> Floats:
    """The period's conversions and value in proportion to removal effects."""
    return _by_effects(paths, effects_of(walked, paths))


def spreading(paths: Paths, share: Floats, slot: Ints, slots: int) -> Solve:
    """Sums of each path's conversions and value by the shares of its touches, one row per slot."""
    from scipy.sparse import coo_array

    earns = np.flatnonzero(share)
    at = slot[earns], paths.path[earns]
    shares = coo_array((share[earns], at), shape=(slots, paths.starts.size)).tocsr()
    return lambda drawn: np.asarray(shares @ amounts(drawn))


def resampled(paths: Paths, solve: Solve) -> tuple[Floats, Floats]:
    """Ends of the 90 % interval of what `solve` credits."""
    rng = np.random.default_rng(RESAMPLES)
    assert paths.nulls is not None
    worth = amounts(paths)[:, 1]
    mean = np.divide(worth, paths.conversions, out=np.zeros_like(worth), where=paths.conversions > 0)
    draws = []
    for _ in range(RESAMPLES):
        conversions = rng.poisson(paths.conversions).astype(np.float64)
        nulls = rng.poisson(paths.nulls).astype(np.float64)
        drawn = replace(paths, conversions=conversions, value=conversions * mean, nulls=nulls)
        draws.append(solve(drawn) if conversions.any() else None)
    solved = [draw for draw in draws if draw is not None]
    nothing = np.zeros_like(solved[0]) if solved else np.zeros((len(paths.names), 2))
    low, high = np.quantile([nothing if draw is None else draw for draw in draws], ENDS, axis=0)
    return low, high


def _fit_markov(paths: Paths) -> tuple[list[Fit], dict[Asked, str]]:
    """Every order whose chain is not too large; the chosen one has intervals where it can be solved many times."""
    found = {order: states(paths, order) for order in ORDERS}
    sizes = {order: channel.size for order, (_, channel) in found.items()}
    known = {order: size for order, size in sizes.items() if order == 1 or size <= MOST_STATES}
    choice = choose_order(paths, tuple(known))
    fits = []
    for order, size in known.items():
        walked = walks(paths, found[order])
        effects = effects_of(walked, paths)
        is_chosen, auc = (order == choice.chosen, choice.auc[order]) if choice else (order == 1, None)
        fit = Fit(MARKOV, order, is_chosen, auc, _by_effects(paths, effects), effects[:, 0])
        if fit.is_chosen and (order == 1 or size * len(paths.names) <= MOST_SOLVED):
            low, high = resampled(paths, partial(markov_credit, walked=walked))
            fit = replace(fit, low=low, high=high)
        fits.append(fit)
    too_large = f"more than the {MOST_STATES:,} states that a night solves"
    return fits, {(MARKOV, order): f"{sizes[order]:,} states, {too_large}" for order in ORDERS if order not in known}


def _fit_shapley(paths: Paths) -> Fit:
    solve = spreading(paths, shapley_share(paths), paths.touch, len(paths.names))
    return Fit(SHAPLEY, 0, True, None, solve(paths), None, *resampled(paths, solve))


def _fit_places(paths: Paths) -> list[Fit]:
    """The order-aware Shapley values: players are pairs of name and place, and places sum to the Shapley value."""
    place, names = np.minimum(shapley_places(paths), LAST_PLACE), len(paths.names)
    last = int(place.max())
    solve = spreading(paths, shapley_share(paths), (place - 1) * names + paths.touch, last * names)
    by_place = [np.split(side, last) for side in (solve(paths), *resampled(paths, solve))]
    return [
        Fit(ORDERED, 0, False, None, credit, None, low, high, place=at)
        for at, (credit, low, high) in enumerate(zip(*by_place, strict=True), 1)
    ]


def _fit_count(paths: Paths, rule: Rule) -> Fit:
    solve = spreading(paths, share_of(rule, paths), paths.touch, len(paths.names))
    return Fit(rule.name, 0, False, None, solve(paths), None, *resampled(paths, solve), is_count=True)


def _by_effects(paths: Paths, effects: Floats) -> Floats:
    totals = amounts(paths).sum(axis=0).tolist()
    return np.stack([shared(effects[:, side], total) for side, total in enumerate(totals)], axis=1)
