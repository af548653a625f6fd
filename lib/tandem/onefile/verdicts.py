"""CTR and CR of each arm with their doubt, and the quadrant they make: the night's statistics on one level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.config import DiagnosisConfig
from tandem.onefile.arms import Arms
from tandem.stats.expected import expected_rates
from tandem.stats.posterior import Posterior, judge_rates
from tandem.stats.quadrants import OUT_OF_REACH, UNDECIDED, axis, quadrants, trials_needed, worth

Array = NDArray[np.float64]
Codes = NDArray[np.intp]
Counts = NDArray[np.int64]
Names = NDArray[np.str_]


@dataclass(frozen=True)
class Rate:
    """One rate of each arm, 0 to 1; nan without trials, and for all arms where nothing ever succeeded."""

    raw: Array
    smoothed: Array
    low: Array  # 5 % point
    high: Array  # 95 % point
    expected: Array  # of the arms of its channel, itself left out
    p_high: Array  # probability that the rate is over the expected one
    verdict: Names  # high, low, at par or undecided
    needed: Counts  # more trials until it is decided; 0: it is; -1: more than it can buy


@dataclass(frozen=True)
class Verdicts:
    """The arms, both rates, and what they say together."""

    arms: Arms
    ctr: Rate
    cr: Rate
    quadrant: Names
    needed: Counts  # more impressions until both rates are decided; 0: they are; -1: more than the arm can buy


def judge_arms(arms: Arms, conf: DiagnosisConfig) -> Verdicts:
    """Each arm against the other arms of its channel."""
    ctr = judge_rate(arms.clicks, arms.impressions, channel=arms.channel, phi=arms.ctr_phi, conf=conf)
    cr = judge_rate(arms.conversions, arms.clicks, channel=arms.channel, phi=arms.cr_phi, conf=conf)
    return Verdicts(arms, ctr, cr, quadrants(ctr.verdict, cr.verdict), _impressions_needed(ctr, cr))


def judge_rate(successes: Array, trials: Array, *, channel: Codes, phi: Array, conf: DiagnosisConfig) -> Rate:
    """One rate of all arms; more successes than trials count as as many, those without any trial belong to nothing."""
    shown = np.flatnonzero(trials > 0)
    if not successes[shown].any():
        shown = shown[:0]
    k, n, group, inflation = successes[shown], trials[shown], channel[shown], phi[shown]
    expected = expected_rates(k, n, cell=group, peers=group, judged=np.arange(len(shown)))
    found = judge_rates(k, n, expected, phi=inflation, par_share=conf.par_share)
    verdict = axis(found.p_high, found.p_par, decided=conf.decided)
    names, more = np.full(len(trials), UNDECIDED), np.full(len(trials), OUT_OF_REACH)
    names[shown], more[shown] = verdict, _needed(found, expected, n, inflation, verdict, conf)
    values = (np.minimum(k / n, 1.0), found.mean, found.low, found.high, expected, found.p_high)
    raw, smoothed, low, high, awaited, p_high = (_among_all(each, shown, len(trials)) for each in values)
    return Rate(raw, smoothed, low, high, awaited, p_high, names, more)


def _needed(
    found: Posterior, expected: Array, trials: Array, phi: Array, verdict: Names, conf: DiagnosisConfig
) -> Counts:
    return trials_needed(
        found.mean,
        expected,
        size=worth(found.mean, found.low, found.high),
        phi=phi,
        trials=trials,
        axes=verdict,
        decided=conf.decided,
        par_share=conf.par_share,
    )


def _among_all(values: Array, shown: Codes, size: int) -> Array:
    """`values` at the places `shown`, nan elsewhere."""
    whole = np.full(size, np.nan)
    whole[shown] = values
    return whole


def _impressions_needed(ctr: Rate, cr: Rate) -> Counts:
    """Impressions that bring those missing themselves and, at the smoothed CTR, the clicks that are missing."""
    draws = ctr.smoothed > 0
    for_clicks = np.ceil(np.maximum(cr.needed, 0) / np.where(draws, ctr.smoothed, 1.0))
    out_of_reach = (ctr.needed == OUT_OF_REACH) | (cr.needed == OUT_OF_REACH)
    return np.where(out_of_reach, OUT_OF_REACH, np.maximum(ctr.needed, for_clicks)).astype(np.int64)
