"""Whether one daily series leads another: cross-correlation of what their own pasts do not tell.

Each series loses its weekdays, its trend and its own autoregression first (Haugh 1976, "Checking the independence of
two covariance-stationary time series"); chance is told by drawing blocks of days of one side again, apart from the
other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEADING, LAGGING, NEITHER, TOO_LITTLE = "leading", "lagging", "neither", "not enough data"
LEAST_DAYS = 56
MOST_LAG, MOST_ORDER = 14, 7  # days
BLOCK, DRAWS, SEED = 7, 499, 11
LEVEL = 0.05  # chance of a verdict where there is nothing
ENDS = (0.05, 0.95)


@dataclass(frozen=True)
class Lead:
    """What two series say of each other."""

    verdict: str
    lag_days: int = 0  # of the largest correlation; over 0: the first series is earlier
    correlation: float = float("nan")  # at that lag
    by_chance: float = float("nan")  # what the largest reaches in one of twenty pairs that know nothing of each other
    p: float = float("nan")
    effect: float = float("nan")  # standard deviations of the later series for one of the earlier, its own past held
    effect_low: float = float("nan")
    effect_high: float = float("nan")


def find_lead(first: Array, second: Array, *, weekday: NDArray[np.intp]) -> Lead:
    """Whether `first` leads `second` by up to `MOST_LAG` days; nan is a day without data, of which few are allowed."""
    known = np.isfinite(first) & np.isfinite(second)
    if known.sum() < LEAST_DAYS or known.mean() < 0.9:
        return Lead(TOO_LITTLE)
    one, other = (_settled(np.where(known, each, np.nan), weekday) for each in (first, second))
    if one is None or other is None:
        return Lead(TOO_LITTLE)
    white_one, white_other = _whitened(one), _whitened(other)
    found, drawn = _correlations(white_one[None], white_other)[0], _drawn(white_one, white_other)
    place = int(np.abs(found).argmax())
    lag = int(LAGS[place])
    p = (1 + (drawn >= abs(found[place])).sum()) / (1 + len(drawn))
    early, late = (one, other) if lag > 0 else (other, one)
    effect, low, high = _effect(early, late, abs(lag))
    told = p <= LEVEL and low * high > 0
    verdict = (LEADING if lag > 0 else LAGGING) if told else NEITHER
    chance = float(np.quantile(drawn, 1 - LEVEL))
    return Lead(verdict, lag, float(found[place]), chance, float(p), effect, low, high)


LAGS = np.array([lag for lag in range(-MOST_LAG, MOST_LAG + 1) if lag])


def _settled(series: Array, weekday: NDArray[np.intp]) -> Array | None:
    """The series without weekdays and trend, in standard deviations; days without data are 0. None: it never moves."""
    design = np.column_stack([np.eye(7)[weekday], np.linspace(-1, 1, len(series))])
    known = np.isfinite(series)
    fitted = design @ np.linalg.lstsq(design[known], series[known], rcond=None)[0]
    rest = np.where(known, series - fitted, 0.0)
    return rest / rest.std() if rest.std() > 1e-9 else None


def _whitened(series: Array) -> Array:
    """What the series' own last days do not tell, by the autoregression with the least AIC; in standard deviations."""
    past = _past(series, MOST_ORDER)
    now = series[MOST_ORDER:]
    best, rest = np.inf, now
    for order in range(MOST_ORDER + 1):
        left = now - past[:, :order] @ np.linalg.lstsq(past[:, :order], now, rcond=None)[0] if order else now
        aic = len(now) * np.log(max(float((left**2).mean()), 1e-300)) + 2 * order
        if aic < best:
            best, rest = aic, left
    return np.asarray((rest - rest.mean()) / max(float(rest.std()), 1e-12))


def _past(series: Array, days: int) -> Array:
    """The `days` values before each day from the `days`-th on, the latest first."""
    return np.column_stack([series[days - back : len(series) - back] for back in range(1, days + 1)])


def _correlations(ones: Array, other: Array) -> Array:
    """Correlation of each row of `ones` with `other` so many days later, one column per lag."""
    days = len(other)
    later = np.zeros((days, len(LAGS)))
    for place, lag in enumerate(LAGS):
        later[max(-lag, 0) : days - max(lag, 0), place] = other[max(lag, 0) : days + min(lag, 0)]
    return np.asarray(ones @ later / days)


def _drawn(one: Array, other: Array) -> Array:
    """The largest correlation of each draw in which blocks of `one` stand in another order."""
    days = len(one)
    random = np.random.default_rng([SEED, days])
    starts = random.integers(0, days - BLOCK + 1, (DRAWS, -(-days // BLOCK)))
    places = (starts[:, :, None] + np.arange(BLOCK)).reshape(DRAWS, -1)[:, :days]
    return np.asarray(np.abs(_correlations(one[places], other)).max(axis=1))


def _effect(early: Array, late: Array, lag: int) -> tuple[float, float, float]:
    """The lagged regression: `late` on `early` so many days before and on its own week; 90 % ends by blocks of days."""
    reach = max(lag, MOST_ORDER)
    design = np.column_stack([early[reach - lag : len(early) - lag], _past(late, MOST_ORDER)[reach - MOST_ORDER :]])
    now = late[reach:]
    blocks = np.arange(len(now)) // BLOCK
    sums = np.zeros((blocks[-1] + 1, design.shape[1], design.shape[1] + 1))
    np.add.at(sums, blocks, design[:, :, None] * np.column_stack([design, now])[:, None, :])
    often = np.random.default_rng([SEED, len(sums)]).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), DRAWS)
    drawn = np.tensordot(np.vstack([np.ones(len(sums)), often]), sums, axes=1)
    ridge = 1e-9 * len(now) * np.eye(design.shape[1])
    found = np.linalg.solve(drawn[:, :, :-1] + ridge, drawn[:, :, -1:])[:, 0, 0]
    low, high = np.quantile(found[1:], ENDS)
    return float(found[0]), float(low), float(high)
