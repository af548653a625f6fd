"""Time-weighted rates: both parts decayed by age, under the prior and the over-dispersion of the window's rates."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.stats.posterior import judge_rates

Array = NDArray[np.float64]

SUMS = ("successes", "trials", "trials_twice")  # the last weighted twice


def add_weights(counts: pd.DataFrame, ads: pd.DataFrame, *, half_life_days: float) -> pd.DataFrame:
    """Decayed successes and trials of each row of `counts`; a campaign is of the channel that it has in `ads`."""
    weight = 0.5 ** (counts["age"] / half_life_days)
    channels = ads.drop_duplicates("campaign").set_index("campaign")["channel"]
    return counts.assign(
        channel=counts["campaign"].map(channels),
        successes=weight * counts["successes"],
        trials=weight * counts["trials"],
        trials_twice=weight**2 * counts["trials"],
    )


def sum_weighted(aged: pd.DataFrame, level: str) -> pd.DataFrame:
    """Their sums, one row per entity of `level`."""
    return aged[aged[level].fillna("") != ""].groupby(level, sort=True)[list(SUMS)].sum()


def judge_weighted(
    sums: pd.DataFrame, expected: Array, *, parent_index: Array, doubt: Array, phi: Array
) -> dict[str, Array]:
    """The columns of metrics.rates that are time-weighted.

    A weighted mean is worth (sum of weights x trials)^2 / sum of weights^2 x trials of equal trials (Kish 1965).
    """
    k, n, twice = (sums[name].to_numpy(dtype=np.float64) for name in SUMS)
    raw, size = np.minimum(k / n, 1.0), n**2 / twice
    found = judge_rates(raw * size, size, expected, parent_index=parent_index, doubt=doubt, phi=phi)
    return {
        "weighted_raw": raw,
        "weighted": found.mean,
        "weighted_low": found.low,
        "weighted_high": found.high,
        "weighted_size": size / phi,
    }
