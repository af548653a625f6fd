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


@dataclass(frozen=True)
class Solved:
    """Fits whose credits, one below another, are what `solve` makes of the paths; None: no interval is made of them."""

    fits: list[Fit]
    solve: Solve | None


def fit_models(walked: Walked, counts: Sequence[Rule] = ()) -> tuple[list[Fit], dict[Asked, str]]:
    """Every data-driven model and every rule that counts, and why one is not to be had."""
    paths = walked.paths
    if paths is None or not paths.conversions.sum():
        asked = (*ALL, *((rule.name, 0) for rule in counts))
        return [], dict.fromkeys(asked, "no conversion of the period follows a touch")
    reasons = {(model, 0): why for model, why in not_offered(paths, {}).items() if (model, 0) in ALL}
    found: list[Solved] = []
    if (MARKOV, 0) not in reasons:
        found, too_large = _solve_markov(paths)
        reasons |= too_large
    if (SHAPLEY, 0) not in reasons:
        found += _solve_shapley(paths)
    found += [_solve_count(paths, rule) for rule in counts]
    return with_intervals(paths, found), reasons


def with_intervals(paths: Paths, found: Sequence[Solved]) -> list[Fit]:
    """All fits; those that are solved again and again have the ends of their intervals."""
    ends = iter(resampled(paths, [each.solve for each in found if each.solve]))
    fits: list[Fit] = []
    for each in found:
        if each.solve:
            low, high = (np.split(end, len(each.fits)) for end in next(ends))
            fits += [replace(fit, low=low[n], high=high[n]) for n, fit in enumerate(each.fits)]
        else:
            fits += each.fits
    return fits


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


def resampled(paths: Paths, solves: Sequence[Solve]) -> list[tuple[Floats, Floats]]:
    """Ends of the 90 % interval of what each of `solves` credits, of the same draws."""
    rng = np.random.default_rng(RESAMPLES)
    assert paths.nulls is not None
    worth = amounts(paths)[:, 1]
    mean = np.divide(worth, paths.conversions, out=np.zeros_like(worth), where=paths.conversions > 0)
    draws: list[list[Floats]] = [[] for _ in solves]
    for _ in range(RESAMPLES):
        conversions = rng.poisson(paths.conversions).astype(np.float64)
        nulls = rng.poisson(paths.nulls).astype(np.float64)
        drawn = paths.walked_by(conversions, conversions * mean, nulls)
        for solved, solve in zip(draws, solves, strict=True):
            solved.append(solve(drawn))
    return [(low, high) for low, high in (np.quantile(solved, ENDS, axis=0) for solved in draws)]


def _solve_markov(paths: Paths) -> tuple[list[Solved], dict[Asked, str]]:
    """Every order whose chain is not too large; the chosen one has intervals where it can be solved many times."""
    found = dict(zip(ORDERS, states(paths, max(ORDERS)), strict=True))
    sizes = {order: each.channel.size for order, each in found.items()}
    known = {order: size for order, size in sizes.items() if order == 1 or size <= MOST_STATES}
    found = {order: found[order] for order in known}
    choice = choose_order(paths, tuple(found.values()))  # a longer memory has no fewer states
    solved = []
    for order, size in known.items():
        walked = walks(paths, found[order])
        effects = effects_of(walked, paths)
        is_chosen, auc = (order == choice.chosen, choice.auc[order]) if choice else (order == 1, None)
        fit = Fit(MARKOV, order, is_chosen, auc, _by_effects(paths, effects), effects[:, 0])
        is_quick = order == 1 or size * len(paths.names) <= MOST_SOLVED
        solved.append(Solved([fit], partial(markov_credit, walked=walked) if is_chosen and is_quick else None))
    too_large = f"more than the {MOST_STATES:,} states that a night solves"
    return solved, {(MARKOV, order): f"{sizes[order]:,} states, {too_large}" for order in ORDERS if order not in known}


def _solve_shapley(paths: Paths) -> list[Solved]:
    """Shapley values, and the order-aware ones: players are pairs of name and place, and places sum to the value."""
    share, names = shapley_share(paths), len(paths.names)
    place = np.minimum(shapley_places(paths), LAST_PLACE)
    last = int(place.max())
    solve = spreading(paths, share, paths.touch, names)
    by_place = spreading(paths, share, (place - 1) * names + paths.touch, last * names)
    placed = [
        Fit(ORDERED, 0, False, None, credit, place=at) for at, credit in enumerate(np.split(by_place(paths), last), 1)
    ]
    return [Solved([Fit(SHAPLEY, 0, True, None, solve(paths))], solve), Solved(placed, by_place)]


def _solve_count(paths: Paths, rule: Rule) -> Solved:
    solve = spreading(paths, share_of(rule, paths), paths.touch, len(paths.names))
    return Solved([Fit(rule.name, 0, False, None, solve(paths), is_count=True)], solve)


def _by_effects(paths: Paths, effects: Floats) -> Floats:
    totals = amounts(paths).sum(axis=0).tolist()
    return np.stack([shared(effects[:, side], total) for side, total in enumerate(totals)], axis=1)
