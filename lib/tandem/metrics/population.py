"""One measure on one basis: from counts of ads, cells and days to what may be compared, and what to expect of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.metrics.levels import judge_levels, main_parent
from tandem.metrics.weighted import add_weights
from tandem.stats.expected import expected_rates
from tandem.stats.maturity import completeness, redrawn
from tandem.tables import RATES

# What a campaign cannot choose at equal price; coarser where successes and trials do not know the same.
CELLS: dict[str, tuple[list[str], ...]] = {
    "ctr": (["placement", "device_class"], ["device_class"], []),
    "cr": (["device_class", "cohort"], ["device_class"], []),
}
MATCHED_SHARE = 0.9  # of successes that must lie in a cell of their campaign with trials


def judge_population(
    counts: pd.DataFrame, *, window_days: int, lag_days: int, par_share: float, half_life_days: float = 14.0
) -> pd.DataFrame:
    """Columns of metrics.rates but `through`, one row per entity; none where nothing ever succeeded.

    `counts` has one measure and basis: dimensions, age and lag in days, successes, trials. Days older than the window
    count in the time-weighted rates alone.
    """
    measure, basis = counts["measure"].iloc[0], counts["basis"].iloc[0]
    # In one order whatever the order of arrival, so that sums agree to the last bit.
    ordered = counts.sort_values([name for name in counts.columns if name not in ("measure", "basis")])
    mature = weigh_by_maturity(ordered, lag_days=lag_days) if (measure, basis) == ("cr", "own") else ordered
    recent = keep_comparable(mature[mature["age"] < window_days])
    if recent["successes"].sum() == 0:
        return pd.DataFrame(columns=RATES.column_names)
    ads = add_expected(settle_channels(recent), measure)
    aged = add_weights(keep_comparable(mature), ads, half_life_days=half_life_days)
    rates = judge_levels(ads, aged, par_share=par_share)
    return rates.assign(measure=measure, basis=basis, window_days=window_days)


def weigh_by_maturity(counts: pd.DataFrame, *, lag_days: int) -> pd.DataFrame:
    """Trials times the share of the conversions of clicks so old in that channel that are in, and their standard error.

    `shown` are all trials.
    """
    channel, names = pd.factorize(counts["channel"], sort=True)
    age = counts["age"].to_numpy()
    shape = len(names), int(age.max()) + 1, lag_days + 1
    clicks, converted = np.zeros(shape[:2]), np.zeros(shape)
    np.add.at(clicks, (channel, age), counts["trials"])
    lag = np.minimum(counts["lag"].fillna(0).astype(int), lag_days)
    np.add.at(converted, (channel, age, lag), counts["successes"])
    share, spread = completeness(clicks, converted), redrawn(clicks, converted).std(axis=0)
    trials = {"trials": counts["trials"] * share[channel, age], "trials_error": counts["trials"] * spread[channel, age]}
    return counts.assign(shown=counts["trials"], **trials)


def keep_comparable(counts: pd.DataFrame) -> pd.DataFrame:
    """Rows of campaigns, without ads that have no trials: their successes would belong to nothing."""
    counts = counts if "shown" in counts else counts.assign(shown=counts["trials"])
    counts = counts.rename(columns={"campaign_id": "campaign", "creative_id": "creative"})
    trials = counts.groupby(["campaign", "creative"])["trials"].transform("sum")
    return counts[(counts["campaign"] != "") & (trials > 0)]


def settle_channels(counts: pd.DataFrame) -> pd.DataFrame:
    """One channel per campaign, the one with most trials: impressions and clicks may tell it differently."""
    return counts.assign(channel=main_parent(counts, "campaign", "channel"))


def add_expected(counts: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Rows with `in_channel` and `elsewhere`: the rates that other campaigns and other channels lead one to expect."""
    for cells in CELLS[measure]:
        own = counts.groupby(["campaign", "channel", *cells])["trials"].transform("sum")
        matched = counts["successes"].where(own > 0, 0.0)
        share = matched.sum() / counts["successes"].sum()
        if share >= MATCHED_SHARE:
            break
    successes, trials = matched.to_numpy() / share, counts["trials"].to_numpy()
    channel, campaign = codes_of(counts, "channel"), codes_of(counts, "campaign")
    in_channel = expected_rates(
        successes, trials, cell=codes_of(counts, "channel", *cells), peers=channel, judged=campaign
    )
    elsewhere = expected_rates(
        successes, trials, cell=codes_of(counts, *cells), peers=np.zeros_like(channel), judged=channel
    )
    return counts.assign(in_channel=in_channel, elsewhere=elsewhere)


def codes_of(rows: pd.DataFrame, *names: str) -> NDArray[np.intp]:
    """A number for each row's combination of values; none of `names`: one for all."""
    if not names:
        return np.zeros(len(rows), dtype=np.intp)
    return rows.groupby(list(names), sort=True).ngroup().to_numpy().astype(np.intp)
