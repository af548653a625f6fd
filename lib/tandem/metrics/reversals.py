"""Simpson's reversals: comparisons that turn round, or are explained, where like is held against like."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.metrics.cohorts import MEASURES, knows, without_creatives
from tandem.metrics.reading_cohorts import named
from tandem.metrics.reading_counts import WINDOWS, Sums
from tandem.metrics.reading_rows import COMPANY, Asked, Row, basis_of, by_entity
from tandem.stats.dispersion import typical_dispersion
from tandem.stats.normal import STEPS_90
from tandem.stats.simpson import Reversal, read_strata
from tandem.tables import COHORT_NAMES

# Who is held against all others, within what.
COMPARED = (
    ("campaign", "device_class"),
    ("campaign", "placement"),
    ("channel", "device_class"),
    ("channel", "cohort"),
    ("device_class", "channel"),
    ("device_class", "campaign"),
    ("cohort", "channel"),
    ("cohort", "device_class"),
    ("period", "channel"),
    ("period", "campaign"),
    ("period", "device_class"),
)
NOW, BEFORE = "now", "before"


def read_reversals(sums: Sums, asked: Asked) -> Iterator[Row]:
    """One row per comparison of one against all others that the strata turn round, or explain."""
    for measure in MEASURES:
        recent = without_creatives(sums.together(measure), days=WINDOWS * asked.window_days)
        dated = recent.assign(period=np.where(recent["age"] < asked.window_days, NOW, BEFORE))
        window = dated[dated["period"] == NOW]
        for side, stratum in COMPARED:
            counted = dated if side == "period" else window
            # A campaign is held against its own channel: others are unlike it by nature.
            for channel, of_one in by_entity(counted, "channel" if side == "campaign" else COMPANY):
                for one, found in compare(of_one, side, stratum, decided=asked.decided):
                    if found.verdict:
                        yield _reversal_row(asked, measure, (side, one, channel), stratum, found, basis_of(of_one))
        for dimension in COHORT_NAMES:
            rows = named(sums.by_cohort(measure, dimension), dimension)
            for side, stratum in ((dimension, "channel"), ("channel", dimension)):
                for one, found in compare(rows, side, stratum, decided=asked.decided):
                    if found.verdict:
                        yield _reversal_row(asked, measure, (side, one, COMPANY), stratum, found, basis_of(rows))


def compare(rows: pd.DataFrame, side: str, stratum: str, *, decided: float) -> Iterator[tuple[str, Reversal]]:
    """Each value of `side` against all others of it, within `stratum`; of two periods the later against the earlier."""
    if not len(rows) or not (knows(rows, side) and knows(rows, stratum)):
        return
    sides, names = pd.factorize(rows[side], sort=True)
    strata, kinds = pd.factorize(rows[stratum], sort=True)
    counts = np.zeros((2, len(names), len(kinds)))
    for place, column in enumerate(("successes", "trials")):
        np.add.at(counts[place], (sides, strata), rows[column].to_numpy(dtype=np.float64))
    phi = _phi(rows, strata)
    for number, name in enumerate(names):
        if name in ("", BEFORE):
            continue
        k, n = (np.stack([each[number], each.sum(axis=0) - each[number]]) for each in counts)
        yield str(name), read_strata(k, n, decided=decided, phi=phi)


def _phi(rows: pd.DataFrame, strata: NDArray[np.intp]) -> float:
    """Over-dispersion of the days of the strata together."""
    days = rows.assign(stratum=strata).groupby(["stratum", "age"], sort=True)[["successes", "trials"]].sum()
    codes = days.index.get_level_values("stratum").to_numpy().astype(np.intp)
    k, n = (days[name].to_numpy(dtype=np.float64) for name in ("successes", "trials"))
    return typical_dispersion(k, n, codes)


def _reversal_row(
    asked: Asked, measure: str, who: tuple[str, str, str], stratum: str, found: Reversal, basis: str
) -> Row:
    side, one, within = who
    overall, common = np.exp(found.overall.log_odds), np.exp(found.within.log_odds)
    ends = np.exp(found.within.log_odds + np.array([-STEPS_90, STEPS_90]) * found.within.spread)
    side_p = [float(each.p_above) for each in (found.overall, found.within)]
    level = side if side in ("channel", "campaign") else COMPANY
    named = one if level != COMPANY else COMPANY
    part = f"by {stratum}" if level != COMPANY else f"{side}={one} by {stratum}"
    against = {"campaign": f"the others of {within}", "period": "the days before"}.get(side, "all others")
    return {
        **{"reading": "reversal", "level": level, "entity": named, "measure": measure, "part": part, "basis": basis},
        **{"value": common, "low": ends[0], "high": ends[1], "against": overall, "size": float(found.strata)},
        **{"p": min(max(p, 1 - p) for p in side_p), "verdict": found.verdict},
        **({"from_date": asked.day(2 * asked.window_days - 1)} if side == "period" else {}),
        "why": f"odds {overall:.2f}x those of {against} over all, {common:.2f}x within {stratum}; the other way in "
        f"{found.against} of {found.strata}",
    }
