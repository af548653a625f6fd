"""Cohorts: whether rates differ by device, new or returning, placement, region, audience."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tandem.metrics.cohort_counts import LAID_OUT, NO_BUCKET
from tandem.metrics.population import MATCHED_SHARE
from tandem.metrics.reading_cohorts import named
from tandem.metrics.reading_counts import SESSION_RATES, Sums
from tandem.metrics.reading_rows import COMPANY, Array, Asked, Row, basis_of, by_entity
from tandem.stats.beta import quantile
from tandem.stats.differences import p_of_equal_rates
from tandem.stats.dispersion import over_dispersion

MEASURES = ("ctr", "cr", *SESSION_RATES)
DIMENSIONS = ("device_class", "cohort", "placement")
CHANCE = 0.05  # share of differences called real that are not (Benjamini and Hochberg 1995)
REAL, NOT_ESTABLISHED, TOO_LITTLE = "real", "not established", "not enough data"


def read_cohorts(sums: Sums, asked: Asked) -> Iterator[Row]:
    """One row per measure, dimension and value of it, of the company and each channel, with the test of all values."""
    found = list(_tested(sums, asked.window_days))
    adjusted = adjust_for_many(np.array([p for *_, p in found]))
    for (level, entity, measure, dimension, rows, p), fair in zip(found, adjusted, strict=True):
        verdict = TOO_LITTLE if np.isnan(p) else REAL if fair < CHANCE else NOT_ESTABLISHED
        whole = rows["successes"].sum() / rows["trials"].sum()
        for value, of_one in rows.groupby(dimension, sort=True):
            yield {
                **{"reading": "cohort", "level": level, "entity": entity, "measure": measure},
                **{"part": f"{dimension}={value}", "basis": basis_of(rows), **_interval(of_one)},
                **{"against": whole, "p": fair, "size": of_one["trials"].sum(), "verdict": verdict},
                "why": f"p {p:.3f} that all of {dimension} have one rate, {unlike(rows)} over-dispersed; "
                f"{fair:.3f} among {len(found)} tests",
            }


def _tested(sums: Sums, days: int) -> Iterator[tuple[str, str, str, str, pd.DataFrame, float]]:
    """Level, entity, measure and dimension with their rows by value and day, and the probability that all are equal."""
    for measure in MEASURES:
        apart = {dimension: sums.by_cohort(measure, dimension) for dimension in LAID_OUT}
        together = [dimension for dimension in DIMENSIONS if not len(apart.get(dimension, ()))]
        recent = without_creatives(sums.together(measure), days=days)
        for level, entity, of_one in _entities(recent):
            for dimension in together:
                yield from _test(level, entity, measure, dimension, of_one)
        for dimension, rows in apart.items():
            for level, entity, of_one in _entities(rows):
                yield from _test(level, entity, measure, dimension, named(of_one, dimension))


def _entities(rows: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    for level in (COMPANY, "channel"):
        for entity, of_one in by_entity(rows, level):
            yield level, entity, of_one


def _test(
    level: str, entity: str, measure: str, dimension: str, of_one: pd.DataFrame
) -> Iterator[tuple[str, str, str, str, pd.DataFrame, float]]:
    """One test, where both parts of the rate know the dimension.

    Where lots of devices are known, they must tell values apart as days do: a few willing readers make a region better
    on all of its days, but only in their own lots.
    """
    rows = of_one.groupby([dimension, "age", "basis"], sort=True)[["successes", "trials"]].sum().reset_index()
    if knows(rows, dimension):
        p = _p_of_equal(rows, dimension)
        if len(lots := known_lots(of_one)):
            by_lot = lots.groupby([dimension, "bucket"], sort=True)[["successes", "trials"]].sum().reset_index()
            p = np.fmax(p, _p_of_equal(by_lot, dimension))
        yield level, entity, measure, dimension, rows.assign(has_lots=len(lots) > 0), float(p)


def _p_of_equal(rows: pd.DataFrame, dimension: str) -> float:
    codes = pd.factorize(rows[dimension])[0].astype(np.intp)
    return p_of_equal_rates(rows["successes"].to_numpy(), rows["trials"].to_numpy(), codes)


def known_lots(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows whose lot of devices is known; none of rows that have no lots."""
    return rows[rows["bucket"] != NO_BUCKET] if "bucket" in rows else rows.iloc[:0]


def unlike(rows: pd.DataFrame) -> str:
    """What the test of these rows takes to differ by itself."""
    return "days and devices" if rows["has_lots"].all() else "days"


def without_creatives(rows: pd.DataFrame, *, days: int) -> pd.DataFrame:
    """The rows of the last `days`, summed over creatives, which no cohort and no stratum names."""
    keys = ["campaign", "channel", *DIMENSIONS, "age", "basis"]
    recent = rows[rows["age"] < days]
    return recent.groupby(keys, sort=True)[["successes", "trials"]].sum().reset_index()


def knows(rows: pd.DataFrame, dimension: str) -> bool:
    """Both parts of the rate know the dimension, and there are two values or more."""
    totals = rows.groupby(dimension)[["successes", "trials"]].sum()
    shown = totals[totals["trials"] > 0]
    successes = totals["successes"].sum()
    return len(shown) > 1 and successes > 0 and shown["successes"].sum() >= MATCHED_SHARE * successes


def _interval(rows: pd.DataFrame) -> Row:
    """The rate with the interval of Jeffreys' Beta, its counts divided by the over-dispersion of days."""
    k, n = (rows[name].to_numpy(dtype=np.float64) for name in ("successes", "trials"))
    if not n.sum():
        return {"value": None}
    phi = over_dispersion(k, n, np.zeros(len(k), dtype=np.intp), entities=1)
    won, lost = np.minimum(k, n).sum() / phi + 0.5, np.maximum(n - k, 0.0).sum() / phi + 0.5
    low, high = (float(quantile(won, lost, end)[0]) for end in (0.05, 0.95))
    return {"value": min(float(k.sum() / n.sum()), 1.0), "low": low, "high": high}


def adjust_for_many(p: Array) -> Array:
    """Probabilities adjusted for how many were looked at (Benjamini and Hochberg 1995); nan stays."""
    known = np.flatnonzero(~np.isnan(p))
    falling = known[np.argsort(p[known])[::-1]]
    raised = p[falling] * len(falling) / np.arange(len(falling), 0, -1)
    found = np.full(len(p), np.nan)
    found[falling] = np.minimum(np.minimum.accumulate(raised), 1.0) if len(falling) else raised
    return found
