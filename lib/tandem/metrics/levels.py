"""Rates of the entities of one level: from sums and what is expected of them to posteriors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.metrics.weighted import judge_weighted, sum_weighted
from tandem.stats.dispersion import over_dispersion
from tandem.stats.posterior import judge_rates
from tandem.stats.siblings import index_of_others

Array = NDArray[np.float64]
Start = Callable[[pd.DataFrame], tuple[Array, Array]]  # of sums: the index that each entity starts from, and its doubt


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


def judge_levels(ads: pd.DataFrame, aged: pd.DataFrame, *, par_share: float) -> pd.DataFrame:
    """Rates of every level, each held against its own peers; `aged` are the rows that time-weighted rates are of."""
    found: list[pd.DataFrame] = []
    for each in LEVELS:
        rows = ads[ads[each.name] != ""]
        above = main_parent(rows, each.name, each.parent) if each.parent else pd.Series("", index=rows.index)
        start = partial(index_of_parent, parents=found[-1].set_index("entity")) if each.inherits else as_expected
        named = rows.assign(entity=rows[each.name], parent=above)
        weighted = sum_weighted(aged, each.name)
        judged = judge_level(named, start, weighted, expected=each.expected, par_share=par_share)
        found.append(judged.assign(level=each.name))
    return pd.concat([rates for rates in found if len(rates)], ignore_index=True)


def judge_level(
    rows: pd.DataFrame, start: Start, weighted: pd.DataFrame | None, *, expected: str, par_share: float
) -> pd.DataFrame:
    """Rates of one level, one row per entity; `expected` names the column of expected rates.

    `weighted` are the sums of its time-weighted rates; None: they are not asked for.
    """
    sums = sum_entities(rows, expected)
    rate = (sums["awaited"] / sums["trials"]).to_numpy()
    phi = _phi(rows, sums["entity"]) + _doubt_of_maturity(sums)
    above, unsure = start(sums)
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


def sum_entities(rows: pd.DataFrame, expected: str) -> pd.DataFrame:
    """Successes, trials and successes to be expected of each entity that has trials, in order of its name."""
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
    return sums[sums["trials"] > 0].reset_index()


def as_expected(sums: pd.DataFrame) -> tuple[Array, Array]:
    """Each entity starts from what is expected of it, which is not in doubt."""
    return np.ones(len(sums)), np.zeros(len(sums))


def as_few_others(sums: pd.DataFrame) -> tuple[Array, Array]:
    """The same, but what others of one parent lead one to expect is as doubtful as a count of their successes."""
    successes = sums["successes"].to_numpy(dtype=np.float64)
    others = sums.groupby("parent")["successes"].transform("sum").to_numpy(dtype=np.float64) - successes
    return np.ones(len(sums)), 1 / (1 + np.maximum(others, 0))


def index_of_parent(sums: pd.DataFrame, *, parents: pd.DataFrame) -> tuple[Array, Array]:
    """Each entity starts from the index of its parent without the entity."""
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


def main_parent(rows: pd.DataFrame, child: str, parent: str) -> pd.Series:
    """For each row its child's parent with most trials; ties to the smaller name."""
    sums = rows.groupby([child, parent], sort=True)["trials"].sum().reset_index()
    main = sums.sort_values("trials", ascending=False, kind="stable").drop_duplicates(child)
    return rows[child].map(main.set_index(child)[parent])
