"""`tandem truth --seeds`: what the night's own functions say of many companies, against their truth."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.cli.truth_seeds_causes import causes_group, causes_of
from tandem.cli.truth_seeds_credit import credit_group, credit_of
from tandem.cli.truth_seeds_loss import loss_group, loss_of
from tandem.config import DiagnosisConfig, MetricsConfig
from tandem.errors import UsageError
from tandem.metrics.population import judge_population
from tandem.simulate.market import CREATIVES_EACH
from tandem.simulate.tracked import Tracked, track
from tandem.stats.effects import effects_within
from tandem.truth import Group
from tandem.truth.groups import held_to_coverage
from tandem.truth.rates import COLUMNS, coverage_rows

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

MEASURED = (
    *(("ctr", level) for level in ("creative", "campaign", "channel", "placement", "position")),
    *(("cr", level) for level in ("campaign", "channel")),
)
LEVELS = {"creative": "creative_id", "campaign": "campaign_id", "channel": "channel"}
NOTES = (
    "counts as tracking without an error tells them, judged by the functions of the night; no lake is made",
    "placements, positions: CTR over that of the rest of the channel at equal ads; the night publishes no such rate",
    "true CR: purchases that clicks lead to and others after them, for each click, of all days simulated",
)
KEYS = ["channel", "campaign_id", "creative_id", "placement", "device_class", "cohort", "age", "lag"]


def compare_seeds(seeds: Iterable[int], *, people: int, days: int, effect: float) -> list[Group]:
    """Over one company a seed: coverage of rates and effects on CTR, first causes, ranks of credit, lost actions."""
    rates, told, credited, lost = [], [], [], []
    for seed in seeds:
        company = track(people=people, days=days, seed=seed, effect=effect)
        if not len(company.clicks["day"]):
            raise UsageError(f"truth: nobody of company {seed} clicks an ad: more --people than {people}, or --days")
        rates.append(pd.concat([own := rates_of(company), effects_of(company)]).assign(seed=seed))
        told.append(causes_of(company, own))
        credited.append(credit_of(company))
        lost.append(loss_of(company))
    covered = Group(
        f"Intervals of 90 %: {len(rates)} companies of {people:,} people and {days} days",
        COLUMNS,
        tuple(held_to_coverage(row, "rates") for row in coverage_rows(pd.concat(rates, ignore_index=True), MEASURED)),
        NOTES,
    )
    return [covered, causes_group(told), credit_group(credited), loss_group(lost)]


def rates_of(tracked: Tracked) -> pd.DataFrame:
    """CTR and CR of every entity with a truth, one row each: interval and truth."""
    metrics, days = MetricsConfig(), tracked.days
    shown, clicks = shown_counts(tracked, days=days), click_counts(tracked, days=days)
    judged = [
        judge_population(
            counts.assign(measure=measure, basis="own"),
            window_days=metrics.window_days,
            lag_days=metrics.lag_days,
            par_share=DiagnosisConfig().par_share,
        )
        for measure, counts in (("ctr", shown), ("cr", clicks))
    ]
    true = true_rates(tracked, shown[shown["age"] < metrics.window_days])
    return pd.concat([rates for rates in judged if len(rates)]).merge(true, on=["measure", "level", "entity"])


def shown_counts(tracked: Tracked, *, days: int) -> pd.DataFrame:
    """Clicks out of impressions, as metrics.days counts them, with the clicks to be `expected`."""
    rows = named(pd.DataFrame(tracked.shown), tracked, days=days).assign(cohort="", lag=np.nan)
    sums = rows.groupby(KEYS, dropna=False)[["clicks", "impressions", "expected"]].sum().reset_index()
    counts = {"successes": sums["clicks"].astype(float), "trials": sums["impressions"].astype(float)}
    return sums.drop(columns=["clicks", "impressions"]).assign(**counts)


def click_counts(tracked: Tracked, *, days: int) -> pd.DataFrame:
    """Converting clicks out of clicks, as metrics.days and metrics.outcomes count them."""
    clicks = named(pd.DataFrame({**tracked.clicks, "placement": 0}), tracked, days=days)
    cohort = np.where(clicks["returning"], "returning", "new")
    trials = clicks.assign(cohort=cohort, lag=np.nan, successes=0.0, trials=1.0)
    converting = clicks[clicks["lag"] >= 0].assign(cohort="", successes=1.0, trials=0.0)
    rows = pd.concat([trials, converting])
    return rows.groupby(KEYS, dropna=False)[["successes", "trials"]].sum().reset_index()


def named(rows: pd.DataFrame, tracked: Tracked, *, days: int) -> pd.DataFrame:
    """`rows` with names of what their numbers mean, and their age on the last day."""
    campaign = rows["creative"] // CREATIVES_EACH
    channel = pd.Series(tracked.channels[campaign], index=rows.index).astype(str)
    return rows.assign(
        age=days - 1 - rows["day"],
        channel=channel,
        campaign_id=campaign.astype(str),
        creative_id=rows["creative"].astype(str),
        placement=channel + "/" + rows["placement"].astype(str),
        device_class=rows["device_class"].astype(str),
    )


def true_rates(tracked: Tracked, shown: pd.DataFrame) -> pd.DataFrame:
    """`truth` by measure, level and entity; CR of campaigns and channels alone."""
    parts = []
    for level, column in LEVELS.items():
        sums = shown.groupby(column)[["expected", "trials"]].sum()
        parts.append(pd.DataFrame({"truth": sums["expected"] / sums["trials"], "level": level, "measure": "ctr"}))
    has = tracked.clicked > 0
    led = pd.DataFrame({"clicks": tracked.clicked[has], "sales": (tracked.cr * tracked.clicked)[has]})
    for level, of in (("campaign", np.flatnonzero(has)), ("channel", tracked.channels[has])):
        sums = led.groupby(of.astype(str)).sum()
        parts.append(pd.DataFrame({"truth": sums["sales"] / sums["clicks"], "level": level, "measure": "cr"}))
    return pd.concat(parts).rename_axis("entity").reset_index()


def effects_of(tracked: Tracked) -> pd.DataFrame:
    """CTR of each placement and position of a channel over that of its rest, one row each: interval and truth."""
    cells = tracked.shown
    channel, ad = tracked.channels[cells["creative"] // CREATIVES_EACH], cells["creative"] * 3 + cells["device_class"]
    true = {
        "placement": tracked.placements[channel, cells["placement"]],
        "position": tracked.positions[cells["position"]],
    }
    found = []
    for kind, factor in true.items():
        part = channel * 4 + cells[kind]
        value, low, high = effects_within(
            cells["clicks"].astype(float), cells["impressions"].astype(float), part=part, ad=ad, group=channel
        )
        truth = over_the_rest(cells["expected"], cells["expected"] / factor, part=part, group=channel)
        rows = pd.DataFrame({"smoothed": value, "low": low, "high": high, "truth": truth})
        found.append(rows.loc[np.unique(part)].assign(measure="ctr", level=kind))
    return pd.concat(found)


def over_the_rest(above: Array, below: Array, *, part: Codes, group: Codes) -> Array:
    """`above` / `below` of each part over that of the rest of its group."""
    group_of = np.zeros(part.max() + 1, dtype=np.intp)
    group_of[part] = group
    of_part = [np.bincount(part, each) for each in (above, below)]
    of_rest = [np.bincount(group, each)[group_of] - own for each, own in zip((above, below), of_part, strict=True)]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((of_part[0] / of_part[1]) / (of_rest[0] / of_rest[1]))
