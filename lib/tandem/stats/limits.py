"""Variance limits: whether a day's rate lies where the days before it, weekday by weekday, lead one to expect it.

A Shewhart chart of proportions whose spread is measured and not assumed (Laney 2002, "Improved control charts for
attributes"), held against single days and against the last three together, which shows lasting shifts sooner.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tandem.stats.predictive import successes_between

Array = NDArray[np.float64]
Names = NDArray[np.str_]
Flags = NDArray[np.bool_]

HISTORY_DAYS = 84  # twelve of each weekday
LEAST_DAYS = 14  # approved days without which nothing is claimed
SMOOTHED_DAYS = 3
WEEKDAY_SPREAD = 0.1  # standard deviation of weekdays' usual factors: what few data on a weekday are pulled to
# Probability beneath the lower and above the upper limit when nothing has changed. Days together tell a lasting shift
# sooner than single days do, so theirs are the wider; a rise spreads the days more than a fall, so its limit is nearer.
REVIEW_OF_DAY, REVIEW_SMOOTHED = (0.0005, 0.0005), (0.0025, 0.009)
WATCH = (0.025, 0.025)
IN_CONTROL, ON_WATCH, IN_REVIEW, TOO_LITTLE = "in control", "watch", "review", "not enough history"


@dataclass(frozen=True)
class Limits:
    """What each day of each series was held against: (series, day); nan where there is no history."""

    status: Names
    far_out: Flags  # so far beyond the limits that chance is no explanation
    expected: Array  # rate that history leads one to expect of the day
    low: Array  # rates beyond these are for review
    high: Array
    smoothed: Array  # rate of the day and the two before it together
    smoothed_expected: Array
    smoothed_low: Array
    smoothed_high: Array
    phi: Array  # over-dispersion of the history's days


@dataclass(frozen=True)
class Answers:
    """What owners said of days: (series, day)."""

    given: Flags  # a day that is explained counts in no later day's window
    released: Flags  # its rate is true, so that it is history even when it was in review


def judge_days(
    successes: Array,
    trials: Array,
    *,
    weekday: NDArray[np.intp],
    hold_tail: float,
    market: Array | None = None,
    answers: Answers | None = None,
) -> Limits:
    """Status and limits of each day, from arrays (series, day) in order of days; every calendar day has a place.

    The history of a day is its series' own approved days, those that were not in review or that were released, of the
    `HISTORY_DAYS` before the smoothed window. Without trials a day is in control: it says nothing. `weekday` counts
    from 0 to 6; `market` (day) moves what is expected of each day in proportion. Beyond the probability `hold_tail` on
    its side a day is far out.
    """
    moved = np.ones(successes.shape[1]) if market is None else market
    said = answers or Answers(*np.zeros((2, *successes.shape), dtype=bool))
    k, n = np.minimum(successes, trials), trials
    days = [_nothing(len(k)) for _ in range(min(SMOOTHED_DAYS - 1, k.shape[1]))]
    in_review = np.zeros(k.shape, dtype=bool)
    for day in range(SMOOTHED_DAYS - 1, k.shape[1]):
        first = day - SMOOTHED_DAYS + 1
        past, recent = slice(max(first - HISTORY_DAYS, 0), first), slice(first, day + 1)
        approved = (n[:, past] > 0) & ~in_review[:, past]
        history = _learn(k[:, past] * approved, n[:, past] * moved[past] * approved, weekday[past])
        counts = _unexplained(k[:, recent], n[:, recent], said.given[:, recent])
        found = _judge(*counts, moved[recent], weekday[recent], history, hold_tail)
        in_review[:, day] = (found.status == IN_REVIEW) & ~said.released[:, day]
        days.append(found)
    names = [field.name for field in fields(Limits)]
    return Limits(**{name: np.stack([getattr(each, name) for each in days], axis=1) for name in names})


@dataclass(frozen=True)
class _History:
    rates: Array  # (series, weekday)
    spread: Array  # variance of those rates' doubt, as a share of their square
    phi: Array
    widening: Array  # of the variance, because phi itself is estimated
    days: Array  # approved days


def _learn(k: Array, n: Array, weekday: NDArray[np.intp]) -> _History:
    """Level, weekday factors and over-dispersion of the approved days; the others have no trials."""
    days = (n > 0).sum(axis=1).astype(np.float64)
    by_weekday = np.eye(7)[weekday]
    level = (k.sum(axis=1) / np.maximum(n.sum(axis=1), 1e-300))[:, None]
    seen, due = k @ by_weekday, level * (n @ by_weekday)
    phi = np.ones(len(k))
    for _ in range(2):  # weekday factors need phi, and phi needs them
        own, usual = due / phi[:, None], WEEKDAY_SPREAD**-2
        rates = level * (seen / phi[:, None] + usual) / (own + usual)
        expected = n * rates[:, weekday]
        variance = expected * (1 - np.minimum(rates[:, weekday], 1 - 1e-9))
        distance = np.where(variance > 0, (k - expected) ** 2 / np.maximum(variance, 1e-300), 0.0).sum(axis=1)
        freedom = np.maximum(days - np.maximum((own / (own + usual)).sum(axis=1), 1.0), 1.0)
        phi = np.maximum(distance / freedom, 1.0)
    spread = 1 / (own + usual)
    tail = REVIEW_SMOOTHED[0]
    widening = (special.stdtrit(freedom, tail) / special.ndtri(tail)) ** 2
    return _History(rates, spread, phi, np.asarray(widening), days)


def _unexplained(k: Array, n: Array, answered: Flags) -> tuple[Array, Array]:
    """Counts of a window without those of earlier days that an owner has answered for."""
    counts = ~answered
    counts[:, -1] = True
    return k * counts, n * counts


def _judge(k: Array, n: Array, moved: Array, weekday: NDArray[np.intp], history: _History, hold_tail: float) -> Limits:
    """The last day of a window, and the whole of it, against the history."""
    due = n * np.clip(history.rates[:, weekday] * moved, 0.0, 1.0)
    doubt = due**2 * history.spread[:, weekday]
    known = (history.days >= LEAST_DAYS) & (due.sum(axis=1) > 0)
    day = _Held(k[:, -1], n[:, -1], due[:, -1], doubt[:, -1], history)
    window = _Held(k.sum(axis=1), n.sum(axis=1), due.sum(axis=1), doubt.sum(axis=1), history)
    shown = n[:, -1] > 0
    review = shown & (day.is_beyond(REVIEW_OF_DAY) | window.is_beyond(REVIEW_SMOOTHED))
    watch = shown & (day.is_beyond(WATCH) | window.is_beyond(WATCH))
    hold = hold_tail, hold_tail
    far_out = known & review & (day.is_beyond(hold) | window.is_beyond(hold))
    status = np.select([~known, review, watch], [TOO_LITTLE, IN_REVIEW, ON_WATCH], IN_CONTROL)
    limits = (*day.as_rates(REVIEW_OF_DAY), window.rate(), *window.as_rates(REVIEW_SMOOTHED), history.phi)
    return Limits(status, far_out, *(np.where(known & shown, each, np.nan) for each in limits))


@dataclass(frozen=True)
class _Held:
    """Counts of a day or window, and what was due."""

    k: Array
    n: Array
    due: Array
    doubt: Array  # variance of what was due
    history: _History

    def limits(self, tails: tuple[float, float]) -> tuple[Array, Array]:
        """Counts beneath and above which lie the probabilities `tails`."""
        n = np.maximum(self.n, 1.0)
        mean = np.clip(self.due / n, 1e-9, 1 - 1e-9)
        of_days = self.history.phi * self.history.widening / n
        spread = of_days + self.doubt / (n * n * mean * (1 - mean))
        return successes_between(mean, spread, n, tails=(tails[0], 1 - tails[1]))

    def is_beyond(self, tails: tuple[float, float]) -> Flags:
        low, high = self.limits(tails)
        return np.asarray((self.k < low) | (self.k > high))

    def rate(self) -> Array:
        return np.asarray(self.k / np.maximum(self.n, 1e-300))

    def as_rates(self, tails: tuple[float, float]) -> tuple[Array, Array, Array]:
        """Expected rate and limits."""
        n = np.maximum(self.n, 1e-300)
        low, high = self.limits(tails)
        return self.due / n, low / n, np.minimum(high / n, 1.0)


def _nothing(series: int) -> Limits:
    """A day too early for a smoothed window."""
    numbers = (np.full(series, np.nan) for _ in range(len(fields(Limits)) - 2))
    return Limits(np.full(series, TOO_LITTLE), np.zeros(series, dtype=bool), *numbers)
