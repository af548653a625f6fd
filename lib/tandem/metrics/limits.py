"""metrics.limits: whether the days of a channel or campaign lie where its own history leads one to expect them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import DataFrame

from tandem.config import MetricsConfig
from tandem.definitions import Definition
from tandem.metrics.market import market_index
from tandem.metrics.population import keep_comparable, settle_channels, weigh_by_maturity
from tandem.metrics.rates import count_measures, is_sum_of_claims, prefer_own
from tandem.stats.limits import HISTORY_DAYS, SMOOTHED_DAYS, judge_days
from tandem.tables import LIMITS

SHOWN_DAYS = 28
LIMIT_DAYS = SHOWN_DAYS + SMOOTHED_DAYS - 1 + HISTORY_DAYS
LEVELS = ("channel", "campaign")

Array = NDArray[np.float64]


def build_limits(
    days: DataFrame, outcomes: DataFrame, conf: MetricsConfig, market: Definition, *, through: date
) -> DataFrame:
    """The last `SHOWN_DAYS` days to `through` as known that night, one row per entity, measure and day with trials.

    `days` and `outcomes` are those of the last `LIMIT_DAYS`; each entity is judged on one basis, as in metrics.rates.
    """
    calendar = [through - timedelta(days=LIMIT_DAYS - 1 - place) for place in range(LIMIT_DAYS)]
    indexes = {measure: market_index(market, measure, calendar) for measure in ("ctr", "cr")}

    def judge(population: pd.DataFrame) -> pd.DataFrame:
        index = indexes[population["measure"].iloc[0]]
        limits = limit_population(population, calendar, index, lag_days=conf.lag_days)
        return limits.assign(through=through)[list(LIMITS.column_names)]

    # One group is one measure on one basis: its rows are bounded by ads x cells x days, whatever the events.
    counts = count_measures(days, outcomes, conf, through=through)
    schema = ", ".join(f"{column.name} {column.type}" for column in LIMITS.columns)
    judged = counts.groupBy("measure", "basis").applyInPandas(judge, schema)
    return prefer_own(judged.where(~is_sum_of_claims()))


def limit_population(counts: pd.DataFrame, calendar: list[date], index: Array | None, *, lag_days: int) -> pd.DataFrame:
    """Columns of metrics.limits but `through`, from counts of one measure and basis; see `judge_population`."""
    measure, basis = counts["measure"].iloc[0], counts["basis"].iloc[0]
    # In one order whatever the order of arrival, so that sums agree to the last bit.
    ordered = counts.sort_values([name for name in counts.columns if name not in ("measure", "basis")])
    mature = weigh_by_maturity(ordered, lag_days=lag_days) if (measure, basis) == ("cr", "own") else ordered
    kept = settle_channels(keep_comparable(mature))
    parts = [limit_level(kept, level, calendar, index).assign(level=level) for level in LEVELS]
    return pd.concat(parts, ignore_index=True).assign(measure=measure, basis=basis)


def limit_level(rows: pd.DataFrame, level: str, calendar: list[date], index: Array | None) -> pd.DataFrame:
    """Limits of one level, one row per entity and shown day with trials."""
    entities, names = pd.factorize(rows[level], sort=True)
    day = len(calendar) - 1 - rows["age"].to_numpy()
    k, n, every = np.zeros((3, len(names), len(calendar)))
    for sums, name in ((k, "successes"), (n, "trials"), (every, "shown")):
        np.add.at(sums, (entities, day), rows[name])
    found = judge_days(k, n, weekday=np.array([each.weekday() for each in calendar]), market=index)
    numbers = ("expected", "low", "high", "smoothed", "smoothed_expected", "smoothed_low", "smoothed_high", "phi")
    columns = {"successes": k, "trials": n, "shown": every} | {
        name: getattr(found, name) for name in (*numbers, "status")
    }
    entity, place = np.nonzero((n > 0) & (np.arange(len(calendar)) >= len(calendar) - SHOWN_DAYS))
    shown = pd.DataFrame({name: values[entity, place] for name, values in columns.items()})
    rate = np.minimum(shown["successes"] / shown["trials"], 1.0)
    market = np.nan if index is None else index[place]
    named = {"entity": names.to_numpy()[entity], "date": np.array(calendar, dtype=object)[place]}
    seen = {
        "observed": np.minimum(shown["successes"] / shown["shown"], 1.0),
        "completeness": shown["trials"] / shown["shown"],
    }
    return shown.assign(**named, **seen, rate=rate, market=market)
