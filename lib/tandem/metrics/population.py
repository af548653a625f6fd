"""One measure on one basis: from counts of ads, cells and days to rates of channels, campaigns and creatives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.metrics.weighted import add_weights, judge_weighted, sum_weighted
from tandem.stats.dispersion import over_dispersion
from tandem.stats.expected import expected_rates
from tandem.stats.maturity import completeness, redrawn
from tandem.stats.posterior import judge_rates
from tandem.stats.siblings import index_of_others
from tandem.tables import RATES

Array = NDArray[np.float64]

# What a campaign cannot choose at equal price; coarser where successes and trials do not know the same.
CELLS: dict[str, tuple[list[str], ...]] = {
    "ctr": (["placement", "device_class"], ["device_class"], []),
    "cr": (["device_class", "cohort"], ["device_class"], []),
}
MATCHED_SHARE = 0.9  # of successes that must lie in a cell of their campaign with trials


class Level(NamedTuple):
    """What the entities of one level are held against."""

    name: str
    parent: str | None
    expected: str  # column of the rate to expect
    inherits: bool  # starts from the parent's index; the channel of a campaign is in its expected rate already


LEVELS = (
    Level("channel", None, "elsewhere", inherits=False),
    Level("campaign", "channel", "in_channel", inherits=False),
    Level("creative", "campaign", "in_channel", inherits=True),
)


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
    return counts.assign(channel=_main(counts, "campaign", "channel"))


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


def judge_levels(ads: pd.DataFrame, aged: pd.DataFrame, *, par_share: float) -> pd.DataFrame:
    """Rates of every level, each held against its own peers; `aged` are the rows that time-weighted rates are of."""
    found: list[pd.DataFrame] = []
    for each in LEVELS:
        rows = ads[ads[each.name] != ""]
        above = _main(rows, each.name, each.parent) if each.parent else pd.Series("", index=rows.index)
        parents = found[-1].set_index("entity") if each.inherits else None
        named = rows.assign(entity=rows[each.name], parent=above)
        weighted = sum_weighted(aged, each.name)
        judged = judge_level(named, parents, weighted, expected=each.expected, par_share=par_share)
        found.append(judged.assign(level=each.name))
    return pd.concat([rates for rates in found if len(rates)], ignore_index=True)


def judge_level(
    rows: pd.DataFrame,
    parents: pd.DataFrame | None,
    weighted: pd.DataFrame | None,
    *,
    expected: str,
    par_share: float,
    doubt: str | None = None,
) -> pd.DataFrame:
    """Rates of one level, one row per entity; `expected` names the column of expected rates.

    Each starts from the index of its parent without itself, where there are rates of `parents`; else `doubt` may name
    the column of the relative variance of its expected rate. `weighted` are the sums of its time-weighted rates; None:
    they are not asked for.
    """
    sums = (
        rows.assign(awaited=rows["trials"] * rows[expected], trials_error=rows.get("trials_error", 0.0))
        .groupby("entity", sort=True)
        .agg(
            parent=("parent", "first"),
            successes=("successes", "sum"),
            trials=("trials", "sum"),
            shown=("shown", "sum"),
            awaited=("awaited", "sum"),
            trials_error=("trials_error", "sum"),  # days of one curve err together
        )
    )
    sums = sums[sums["trials"] > 0].reset_index()
    rate = (sums["awaited"] / sums["trials"]).to_numpy()
    phi = _phi(rows, sums["entity"]) + _doubt_of_maturity(sums)
    above, unsure = _parents_index(sums, parents)
    if doubt:
        unsure = rows.groupby("entity")[doubt].first().reindex(sums["entity"]).to_numpy()
    prior = {"parent_index": above, "doubt": unsure, "phi": phi}
    found = judge_rates(sums["successes"], sums["trials"], rate, par_share=par_share, **prior)
    named = {} if weighted is None else judge_weighted(weighted.reindex(sums["entity"]), rate, **prior)
    return sums[["entity", "parent", "successes", "trials"]].assign(
        raw=np.minimum(sums["successes"] / sums["trials"], 1.0),
        observed=np.minimum(sums["successes"] / sums["shown"], 1.0),
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
        **named,
    )


def _parents_index(sums: pd.DataFrame, parents: pd.DataFrame | None) -> tuple[Array, Array]:
    """The index of each entity's parent without the entity, and how doubtful it is."""
    if parents is None:
        return np.ones(len(sums)), np.zeros(len(sums))
    parent = parents.loc[sums["parent"]]
    expected = parent["expected"].to_numpy()
    return index_of_others(
        sums["successes"].to_numpy(),
        sums["awaited"].to_numpy(),
        successes=parent["successes"].to_numpy(),
        awaited=parent["trials"].to_numpy() * expected,
        strength=parent["strength"].to_numpy() * expected,
        phi=parent["phi"].to_numpy(),
    )


def _doubt_of_maturity(sums: pd.DataFrame) -> Array:
    """What a phi grows by so that the relative variance of the trials adds to that of their successes."""
    k = np.minimum(sums["successes"], sums["trials"])
    return np.asarray(k * (sums["trials_error"] / sums["trials"]) ** 2, dtype=np.float64)


def _phi(rows: pd.DataFrame, entities: pd.Series) -> Array:
    days = rows.groupby(["entity", "age"], sort=True)[["successes", "trials"]].sum().reset_index()
    days = days[days["entity"].isin(entities)]
    codes = pd.Index(entities).get_indexer(pd.Index(days["entity"]))
    return over_dispersion(days["successes"].to_numpy(), days["trials"].to_numpy(), codes, entities=len(entities))


def _main(rows: pd.DataFrame, child: str, parent: str) -> pd.Series:
    """For each row its child's parent with most trials; ties to the smaller name."""
    sums = rows.groupby([child, parent], sort=True)["trials"].sum().reset_index()
    main = sums.sort_values("trials", ascending=False, kind="stable").drop_duplicates(child)
    return rows[child].map(main.set_index(child)[parent])
