"""One measure on one basis: from counts of ads, cells and days to rates of channels, campaigns and creatives."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.stats.dispersion import over_dispersion
from tandem.stats.expected import expected_rates
from tandem.stats.maturity import completeness
from tandem.stats.posterior import judge_rates
from tandem.tables import RATES

# What a campaign cannot choose at equal price; coarser where successes and trials do not know the same.
CELLS: dict[str, tuple[list[str], ...]] = {
    "ctr": (["placement", "device_class"], ["device_class"], []),
    "cr": (["device_class", "cohort"], ["device_class"], []),
}
MATCHED_SHARE = 0.9  # of successes that must lie in a cell of their campaign with trials
LEVELS = (("channel", None), ("campaign", "channel"), ("creative", "campaign"))


def judge_population(counts: pd.DataFrame, *, window_days: int, lag_days: int, par_share: float) -> pd.DataFrame:
    """Columns of metrics.rates but `through`, one row per entity; none where nothing ever succeeded.

    `counts` has one measure and basis: dimensions, age and lag in days, successes, trials.
    """
    measure, basis = counts["measure"].iloc[0], counts["basis"].iloc[0]
    # In one order whatever the order of arrival, so that sums agree to the last bit.
    ordered = counts.sort_values([name for name in counts.columns if name not in ("measure", "basis")])
    mature = weigh_by_maturity(ordered, lag_days=lag_days) if (measure, basis) == ("cr", "own") else ordered
    recent = keep_comparable(mature[mature["age"] < window_days])
    if recent["successes"].sum() == 0:
        return pd.DataFrame(columns=RATES.column_names)
    ads = add_expected(settle_channels(recent), measure)
    rates = judge_levels(ads, par_share=par_share)
    return rates.assign(measure=measure, basis=basis, window_days=window_days)


def weigh_by_maturity(counts: pd.DataFrame, *, lag_days: int) -> pd.DataFrame:
    """Trials times the share of the conversions of clicks so old in that channel that are in; `shown`: all trials."""
    channel, names = pd.factorize(counts["channel"], sort=True)
    age = counts["age"].to_numpy()
    shape = len(names), int(age.max()) + 1, lag_days + 1
    clicks, converted = np.zeros(shape[:2]), np.zeros(shape)
    np.add.at(clicks, (channel, age), counts["trials"])
    lag = np.minimum(counts["lag"].fillna(0).astype(int), lag_days)
    np.add.at(converted, (channel, age, lag), counts["successes"])
    share = completeness(clicks, converted)[channel, age]
    return counts.assign(shown=counts["trials"], trials=counts["trials"] * share)


def keep_comparable(counts: pd.DataFrame) -> pd.DataFrame:
    """Rows of campaigns, without ads that have no trials: their successes would belong to nothing."""
    counts = counts if "shown" in counts else counts.assign(shown=counts["trials"])
    counts = counts.rename(columns={"campaign_id": "campaign", "creative_id": "creative"})
    trials = counts.groupby(["campaign", "creative"])["trials"].transform("sum")
    return counts[(counts["campaign"] != "") & (trials > 0)]


def settle_channels(counts: pd.DataFrame) -> pd.DataFrame:
    """One channel per campaign, the one with most trials: impressions and clicks may tell it differently."""
    return counts.assign(channel=_main(counts, "campaign", "channel"))


def add_expected(counts: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Rows with `all_in` and `left_out`, the rates expected of their cell."""
    for cells in CELLS[measure]:
        cell = counts.groupby(["channel", *cells], sort=True).ngroup().to_numpy().astype(np.intp)
        own = counts.groupby(["campaign", "channel", *cells])["trials"].transform("sum")
        matched = counts["successes"].where(own > 0, 0.0)
        share = matched.sum() / counts["successes"].sum()
        if share >= MATCHED_SHARE:
            break
    expected = expected_rates(
        matched.to_numpy() / share,
        counts["trials"].to_numpy(),
        cell=cell,
        channel=pd.factorize(counts["channel"], sort=True)[0],
        campaign=pd.factorize(counts["campaign"], sort=True)[0],
    )
    return counts.assign(all_in=expected.all_in, left_out=expected.left_out)


def judge_levels(ads: pd.DataFrame, *, par_share: float) -> pd.DataFrame:
    """Rates of every level, each with its parent's index as prior."""
    found: list[pd.DataFrame] = []
    index = pd.Series({"": 1.0})
    for level, parent in LEVELS:
        rows = ads[ads[level] != ""]
        above = _main(rows, level, parent) if parent else pd.Series("", index=rows.index)
        rates = judge_level(
            rows.assign(entity=rows[level], parent=above),
            index,
            par_share=par_share,
            expected="left_out" if parent else "all_in",
        )
        index = rates.set_index("entity")["index"]
        found.append(rates.assign(level=level))
    return pd.concat([rates for rates in found if len(rates)], ignore_index=True)


def judge_level(rows: pd.DataFrame, parent_index: pd.Series, *, expected: str, par_share: float) -> pd.DataFrame:
    """Rates of one level, one row per entity; `expected` names the column of expected rates."""
    sums = (
        rows.assign(awaited=rows["trials"] * rows[expected])
        .groupby("entity", sort=True)
        .agg(
            parent=("parent", "first"),
            successes=("successes", "sum"),
            trials=("trials", "sum"),
            shown=("shown", "sum"),
            awaited=("awaited", "sum"),
        )
    )
    sums = sums[sums["trials"] > 0].reset_index()
    rate = (sums["awaited"] / sums["trials"]).to_numpy()
    phi = _phi(rows, sums["entity"])
    found = judge_rates(
        sums["successes"],
        sums["trials"],
        rate,
        parent_index=sums["parent"].map(parent_index).fillna(1.0).to_numpy(),
        phi=phi,
        par_share=par_share,
    )
    return sums[["entity", "parent", "successes", "trials"]].assign(
        raw=np.minimum(sums["successes"] / sums["trials"], 1.0),
        expected=rate,
        smoothed=found.mean,
        low=found.low,
        high=found.high,
        index=found.mean / rate,
        index_low=found.low / rate,
        index_high=found.high / rate,
        p_high=found.p_high,
        p_par=found.p_par,
        phi=phi,
        strength=found.strength,
        effective_size=found.effective_size,
        completeness=sums["trials"] / sums["shown"],
    )


def _phi(rows: pd.DataFrame, entities: pd.Series) -> NDArray[np.float64]:
    days = rows.groupby(["entity", "age"], sort=True)[["successes", "trials"]].sum().reset_index()
    days = days[days["entity"].isin(entities)]
    codes = pd.Index(entities).get_indexer(pd.Index(days["entity"]))
    return over_dispersion(days["successes"].to_numpy(), days["trials"].to_numpy(), codes, entities=len(entities))


def _main(rows: pd.DataFrame, child: str, parent: str) -> pd.Series:
    """For each row its child's parent with most trials; ties to the smaller name."""
    sums = rows.groupby([child, parent], sort=True)["trials"].sum().reset_index()
    main = sums.sort_values("trials", ascending=False, kind="stable").drop_duplicates(child)
    return rows[child].map(main.set_index(child)[parent])
