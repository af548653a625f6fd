"""metrics.limits: whether the days of a channel or campaign lie where its own history leads one to expect them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import DataFrame

from tandem.approvals import Approval, answers, read_approvals
from tandem.config import MetricsConfig
from tandem.definitions import Definition
from tandem.metrics.market import market_index
from tandem.metrics.population import keep_comparable, settle_channels, weigh_by_maturity
from tandem.metrics.rates import count_measures, is_sum_of_claims, prefer_own
from tandem.stats.holds import first_held
from tandem.stats.limits import HISTORY_DAYS, SMOOTHED_DAYS, Answers, judge_days
from tandem.tables import COMPANY, LIMITS

SHOWN_DAYS = 28
LIMIT_DAYS = SHOWN_DAYS + SMOOTHED_DAYS - 1 + HISTORY_DAYS
LEVELS = ("company", "channel", "campaign")
ANSWERED = ("company", "campaign")  # levels that are published, so that somebody may decide on them

Array = NDArray[np.float64]
JUDGED = (
    *("expected", "low", "high", "smoothed", "smoothed_expected", "smoothed_low", "smoothed_high", "phi"),
    *("status", "far_out"),
)
Answered = Mapping[tuple[str, str], Sequence[Approval | None]]  # entity and measure -> what holds of each day


def build_limits(
    days: DataFrame,
    outcomes: DataFrame,
    conf: MetricsConfig,
    market: Definition,
    approvals: Definition,
    *,
    through: date,
) -> DataFrame:
    """The last `SHOWN_DAYS` days to `through` as known that night, one row per entity, measure and day with trials.

    Of a longer window the earlier days that are far out have rows too: while they are in it they hold its measure.
    `days` and `outcomes` are those of the last `LIMIT_DAYS`; each entity is judged on one basis, as in metrics.rates.
    """
    calendar = [through - timedelta(days=LIMIT_DAYS - 1 - place) for place in range(LIMIT_DAYS)]
    indexes = {measure: market_index(market, measure, calendar) for measure in ("ctr", "cr")}
    answered = answers(read_approvals(approvals, through=through), calendar, period_days=conf.window_days)

    def judge(population: pd.DataFrame) -> pd.DataFrame:
        index = indexes[population["measure"].iloc[0]]
        limits = limit_population(population, calendar, index, conf, answered)
        return limits.assign(through=through)[list(LIMITS.column_names)]

    # One group is one measure on one basis: its rows are bounded by ads x cells x days, whatever the events.
    counts = count_measures(days, outcomes, conf, through=through)
    schema = ", ".join(f"{column.name} {column.type}" for column in LIMITS.columns)
    judged = counts.groupBy("measure", "basis").applyInPandas(judge, schema)
    return prefer_own(judged.where(~is_sum_of_claims()))


def limit_population(
    counts: pd.DataFrame, calendar: list[date], index: Array | None, conf: MetricsConfig, answered: Answered
) -> pd.DataFrame:
    """Columns of metrics.limits but `through`, from counts of one measure and basis; see `judge_population`."""
    measure, basis = counts["measure"].iloc[0], counts["basis"].iloc[0]
    # In one order whatever the order of arrival, so that sums agree to the last bit.
    ordered = counts.sort_values([name for name in counts.columns if name not in ("measure", "basis")])
    mature = weigh_by_maturity(ordered, lag_days=conf.lag_days) if (measure, basis) == ("cr", "own") else ordered
    kept = settle_channels(keep_comparable(mature)).assign(company=COMPANY)
    said = {entity: days for (entity, of), days in answered.items() if of == measure}
    parts = [
        limit_level(kept, level, calendar, index, conf, said if level in ANSWERED else {}).assign(level=level)
        for level in LEVELS
    ]
    return pd.concat(parts, ignore_index=True).assign(measure=measure, basis=basis)


def limit_level(
    rows: pd.DataFrame,
    level: str,
    calendar: list[date],
    index: Array | None,
    conf: MetricsConfig,
    said: Mapping[str, Sequence[Approval | None]],
) -> pd.DataFrame:
    """Limits of one level, one row per entity and shown day with trials; `said` is what holds of days of an entity."""
    entities, names = pd.factorize(rows[level], sort=True)
    day = len(calendar) - 1 - rows["age"].to_numpy()
    k, n, every = np.zeros((3, len(names), len(calendar)))
    for sums, name in ((k, "successes"), (n, "trials"), (every, "shown")):
        np.add.at(sums, (entities, day), rows[name])
    weekday = np.array([each.weekday() for each in calendar])
    answer = given_answers(names, len(calendar), said)
    found = judge_days(k, n, weekday=weekday, market=index, answers=answer, hold_tail=conf.hold_tail)
    columns = {"successes": k, "trials": n, "shown": every} | {name: getattr(found, name) for name in JUDGED}
    age = len(calendar) - 1 - np.arange(len(calendar))
    told = (age < SHOWN_DAYS) | (found.far_out & (age < conf.window_days))
    entity, place = np.nonzero((n > 0) & told)
    shown = pd.DataFrame({name: values[entity, place] for name, values in columns.items()})
    dates = np.array(calendar, dtype=object)
    since = [first_held(days, period_days=conf.window_days) for days in found.far_out & ~answer.given]
    held = np.array([None if first is None else dates[first] for first in since], dtype=object)
    named = {"entity": names.to_numpy()[entity], "date": dates[place], "held_since": held[entity]}
    seen = {
        "observed": np.minimum(shown["successes"] / shown["shown"], 1.0),
        "completeness": shown["trials"] / shown["shown"],
        "rate": np.minimum(shown["successes"] / shown["trials"], 1.0),
        "market": np.nan if index is None else index[place],
    }
    return shown.assign(**named, **seen)


def given_answers(names: pd.Index, days: int, said: Mapping[str, Sequence[Approval | None]]) -> Answers:
    """Days of each of `names` that an owner has decided on, and those of them that were released."""
    given, released = np.zeros((2, len(names), days), dtype=bool)
    for entity, name in enumerate(names):
        for day, approval in enumerate(said.get(name, ())):
            given[entity, day] = approval is not None
            released[entity, day] = approval is not None and approval.value is None
    return Answers(given, released)
