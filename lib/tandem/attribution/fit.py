"""Data-driven models of one type and level, fitted on the paths of a period. Arrays and Arrow only; no Spark.

An interval comes from resampling: how often each distinct path was walked is drawn anew (Poisson, the bootstrap of
independent journeys), and the model is solved again, exactly. Draws are the same on every run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.paths.arrays import Floats, Paths
from tandem.paths.credits import not_offered
from tandem.paths.markov import removal_effects, shared, states
from tandem.paths.order import ORDERS, choose_order
from tandem.paths.shapley import shapley_share
from tandem.paths.steps import SEPARATOR, Steps

RESAMPLES = 60
ENDS = (0.05, 0.95)  # of a 90 % interval
MARKOV, SHAPLEY = "markov", "shapley"
ALL = ((MARKOV, 0), (SHAPLEY, 0))
MOST_STATES = 5_000  # of a chain that remembers more than one touch: half a second or so to solve
MOST_SOLVED = 25_000  # states x names of a chain that is solved once for each draw

Asked = tuple[str, int]  # model and order; 0: no order, or all of them

Solve = Callable[[Paths], Floats]


@dataclass(frozen=True)
class Walked:
    """Distinct paths of one type of conversion on one level, with what followed no touch at all."""

    paths: Paths | None  # None: nobody touched anything
    untouched: float = 0.0  # conversions
    untouched_value: float = 0.0

    @property
    def totals(self) -> Floats:
        """Conversions and value of the period, with and without touches."""
        untouched = np.array([self.untouched, self.untouched_value])
        return untouched if self.paths is None else untouched + _amounts(self.paths).sum(axis=0)

    @property
    def journeys(self) -> int:
        """With and without a conversion, of those that touched something."""
        if self.paths is None or self.paths.nulls is None:
            return 0
        return round(float(self.paths.conversions.sum() + self.paths.nulls.sum()))


@dataclass(frozen=True)
class Fit:
    """What one model credits: one row per name, conversions and value side by side."""

    model: str
    order: int
    is_chosen: bool
    auc: float | None
    credit: Floats
    effects: Floats | None = None  # removal effects on conversions
    low: Floats | None = None  # None: no interval is made of this fit
    high: Floats | None = None


def read_walked(counts: pa.Table, type_: str, level: str) -> Walked:
    """Paths of one type and level out of counts (level, outcome, type, path, journeys, value), in order of their text.

    Journeys without a conversion belong to every type.
    """
    is_ours = pc.is_in(counts["type"], value_set=pa.array([type_, ""]))
    on_level = counts.filter(pc.and_(is_ours, pc.equal(counts["level"], level)))
    is_null = pc.equal(on_level["outcome"], "null").to_numpy()
    journeys = on_level["journeys"].to_numpy().astype(np.float64)
    value = on_level["value"].cast(pa.float64()).to_numpy()
    coded = on_level["path"].combine_chunks().dictionary_encode()
    texts, code = coded.dictionary.to_pylist(), coded.indices.to_numpy()
    order = sorted(range(len(texts)), key=texts.__getitem__)
    sums = np.zeros((len(texts), 3))
    np.add.at(sums, code, np.stack([journeys * ~is_null, value, journeys * is_null], axis=1))
    if order and not texts[order[0]]:
        return Walked(_paths([texts[n] for n in order[1:]], sums[order[1:]]), *sums[order[0], :2].tolist())
    return Walked(_paths([texts[n] for n in order], sums[order]))


def fit_models(walked: Walked) -> tuple[list[Fit], dict[Asked, str]]:
    """Every data-driven model, and why one is not to be had."""
    paths = walked.paths
    if paths is None or not paths.conversions.sum():
        return [], dict.fromkeys(ALL, "no conversion of the period follows a touch")
    reasons = {(model, 0): why for model, why in not_offered(paths, {}).items() if (model, 0) in ALL}
    fits: list[Fit] = []
    if (MARKOV, 0) not in reasons:
        fits, too_large = _fit_markov(paths)
        reasons |= too_large
    if (SHAPLEY, 0) not in reasons:
        low, high = resampled(paths, shapley_credit)
        fits.append(Fit(SHAPLEY, 0, True, None, shapley_credit(paths), None, low, high))
    return fits, reasons


def markov_credit(paths: Paths, order: int) -> Floats:
    """The period's conversions and value in proportion to removal effects."""
    return _by_effects(paths, removal_effects(paths, order))


def shapley_credit(paths: Paths) -> Floats:
    """Shapley values of names in conversions and in value."""
    share = shapley_share(paths)
    credit = np.zeros((len(paths.names), 2))
    np.add.at(credit, paths.touch, share[:, None] * _amounts(paths)[paths.path])
    return credit


def resampled(paths: Paths, solve: Solve) -> tuple[Floats, Floats]:
    """Ends of the 90 % interval of what `solve` credits."""
    rng = np.random.default_rng(RESAMPLES)
    assert paths.nulls is not None
    worth = _amounts(paths)[:, 1]
    mean = np.divide(worth, paths.conversions, out=np.zeros_like(worth), where=paths.conversions > 0)
    draws = []
    for _ in range(RESAMPLES):
        conversions = rng.poisson(paths.conversions).astype(np.float64)
        nulls = rng.poisson(paths.nulls).astype(np.float64)
        drawn = replace(paths, conversions=conversions, value=conversions * mean, nulls=nulls)
        draws.append(solve(drawn) if conversions.any() else np.zeros((len(paths.names), 2)))
    low, high = np.quantile(np.array(draws), ENDS, axis=0)
    return low, high


def _fit_markov(paths: Paths) -> tuple[list[Fit], dict[Asked, str]]:
    """Every order whose chain is not too large; the chosen one has intervals where it can be solved many times."""
    sizes = {order: states(paths, order)[1].size for order in ORDERS}
    known = {order: size for order, size in sizes.items() if order == 1 or size <= MOST_STATES}
    choice = choose_order(paths, tuple(known))
    fits = []
    for order, size in known.items():
        effects = removal_effects(paths, order)
        is_chosen, auc = (order == choice.chosen, choice.auc[order]) if choice else (order == 1, None)
        fit = Fit(MARKOV, order, is_chosen, auc, _by_effects(paths, effects), effects[:, 0])
        if fit.is_chosen and (order == 1 or size * len(paths.names) <= MOST_SOLVED):
            low, high = resampled(paths, partial(markov_credit, order=order))
            fit = replace(fit, low=low, high=high)
        fits.append(fit)
    too_large = f"more than the {MOST_STATES:,} states that a night solves"
    return fits, {(MARKOV, order): f"{sizes[order]:,} states, {too_large}" for order in ORDERS if order not in known}


def _by_effects(paths: Paths, effects: Floats) -> Floats:
    totals = _amounts(paths).sum(axis=0).tolist()
    return np.stack([shared(effects[:, side], total) for side, total in enumerate(totals)], axis=1)


def _amounts(paths: Paths) -> Floats:
    """Conversions and value of each path."""
    assert paths.value is not None
    return np.stack([paths.conversions, paths.value], axis=1)


def _paths(texts: list[str], sums: Floats) -> Paths | None:
    """Paths of these texts; `sums` are conversions, value and journeys without a conversion of each."""
    if not texts:
        return None
    steps = Steps(SEPARATOR)
    numbers = [np.array(steps.of(text), dtype=np.int64) for text in texts]
    sizes = np.array([each.size for each in numbers], dtype=np.int64)
    starts = (np.cumsum(sizes) - sizes).astype(np.int64)
    return Paths(steps.names, np.concatenate(numbers), starts, sums[:, 0], sums[:, 1], sums[:, 2])
