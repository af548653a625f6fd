"""Rates, lags and worth of the steps of leads: from counts of campaigns and days to one row per entity and step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.config import MetricsConfig
from tandem.funnel import Funnel
from tandem.metrics.levels import as_few_others, judge_level
from tandem.metrics.population import codes_of, settle_channels, weigh_by_maturity
from tandem.stats.expected import expected_rates
from tandem.stats.maturity import completeness, lag_quantile, mean_lag, redrawn
from tandem.stats.normal import STEPS_90
from tandem.stats.shares import ENDS, share_of_parts
from tandem.tables import COMPANY, LEAD_STAGES

Array = NDArray[np.float64]

CLICK, ENTERED = "ad_click", ""  # stages that a step can be from: a click; none, where leads are only counted
LAGS: dict[str, Callable[[Array], Array]] = {
    "cycle_days": mean_lag,
    "lag_quarter_days": partial(lag_quantile, share=0.25),
    "lag_median_days": partial(lag_quantile, share=0.5),
    "lag_nine_tenths_days": partial(lag_quantile, share=0.9),
}
PAR_SHARE = 0.05  # asked for by the posterior, and not told of leads


def judge_leads(counts: pd.DataFrame, funnel: Funnel, conf: MetricsConfig) -> pd.DataFrame:
    """Columns of metrics.lead_stages but `through`; `counts` by step, channel, campaign, age and lag."""
    # In one order whatever the order of arrival, so that sums agree to the last bit.
    ordered = counts.sort_values(["from_stage", "stage", "channel", "campaign", "age", "lag"]).reset_index(drop=True)
    steps = ordered[ordered["from_stage"] != ENTERED]
    entered = ordered[(ordered["from_stage"] == ENTERED) & (ordered["age"] < conf.window_days)]
    found = [judge_step(rows, conf) for _, rows in steps.groupby(["from_stage", "stage"], sort=True)]
    rows = [each for each in found if len(each)]
    if not rows:
        return pd.DataFrame(columns=list(LEAD_STAGES.column_names))
    told = pd.concat(rows, ignore_index=True).merge(sum_entered(entered), on=["level", "entity", "stage"], how="left")
    names = {**funnel.steps, (CLICK, funnel.first): "lead"}
    named = [names[step] for step in zip(told["from_stage"], told["stage"], strict=True)]
    counted = told.fillna({"entered": 0}).assign(step=named, window_days=conf.window_days)
    worth = add_worth(counted)
    shown = worth.reindex(columns=list(LEAD_STAGES.column_names)).astype({"entered": int, "size": int}).astype(object)
    return shown.where(shown.notna(), None)


def judge_step(rows: pd.DataFrame, conf: MetricsConfig) -> pd.DataFrame:
    """One row per entity of each level with something to reach the stage from in the window."""
    longest = conf.lag_days if rows["from_stage"].iloc[0] == CLICK else conf.stage_days
    mature = settled(weigh_by_maturity(rows, lag_days=longest))
    recent = mature[mature["age"] < conf.window_days]
    if recent["trials"].sum() <= 0:
        return pd.DataFrame()
    of_company, of_channels = (lags_of(mature, level, longest=longest) for level in ("company", "channel"))
    # A campaign takes the days of its channel, whose pace projects its rate.
    paces = {
        "company": of_company,
        "channel": of_channels,
        "campaign": of_channels.rename(columns={"entity": "parent"}),
    }
    parts = [
        judged.merge(paces[level], on="parent" if level == "campaign" else "entity", how="left").assign(level=level)
        for level, judged in _levels(recent)
    ]
    return pd.concat(parts, ignore_index=True).assign(
        from_stage=rows["from_stage"].iloc[0], stage=rows["stage"].iloc[0]
    )


def settled(rows: pd.DataFrame) -> pd.DataFrame:
    """Each campaign in one channel; what has none stays in its own."""
    of_campaign = rows["campaign"] != ""
    return pd.concat([settle_channels(rows[of_campaign]), rows[~of_campaign]]).assign(company=COMPANY)


def _levels(recent: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    channels = judge_entities(recent.assign(entity=recent["channel"], parent=""), peers=(), judged="channel")
    yield "company", sum_company(recent, channels)
    yield "channel", channels
    named = recent[recent["campaign"] != ""]
    if named["trials"].sum() > 0:
        of_campaigns = named.assign(entity=named["campaign"], parent=named["channel"])
        yield "campaign", judge_entities(of_campaigns, peers=("channel",), judged="campaign")


def judge_entities(rows: pd.DataFrame, *, peers: tuple[str, ...], judged: str) -> pd.DataFrame:
    """Rates of one level by the posterior of all rates, each held against the others among its peers."""
    group, own = codes_of(rows, *peers), codes_of(rows, judged)
    k, n = (rows[name].to_numpy(dtype=np.float64) for name in ("successes", "trials"))
    awaited = expected_rates(k, n, cell=group, peers=group, judged=own)
    found = judge_level(rows.assign(awaited=awaited), as_few_others, None, expected="awaited", par_share=PAR_SHARE)
    return found.assign(size=(found["trials"] / found["completeness"]).round())


def sum_company(recent: pd.DataFrame, channels: pd.DataFrame) -> pd.DataFrame:
    """The whole company's rate, from those of its channels."""
    k, n, phi = (channels[name].to_numpy(dtype=np.float64) for name in ("successes", "trials", "phi"))
    rate, low, high = share_of_parts(k, n, phi) or (None, None, None)
    size, trials, successes = float(recent["shown"].sum()), float(n.sum()), float(k.sum())
    spread = float((phi * n).sum() / trials)
    row = {
        **{"entity": COMPANY, "parent": "", "successes": successes, "trials": trials, "size": size},
        **{"observed": min(successes / size, 1.0), "raw": rate, "smoothed": rate, "low": low, "high": high},
        **{"phi": spread, "effective_size": trials / spread, "completeness": trials / size},
    }
    return pd.DataFrame([row])


def lags_of(rows: pd.DataFrame, level: str, *, longest: int) -> pd.DataFrame:
    """How long those who reach the stage take, by entity: young leads are at risk only as long as they are old.

    The curve is the one that rates are weighed by, with what its own leads do not tell borrowed from all; its draws are
    the ends of 90 % intervals.
    """
    code, names = pd.factorize(rows[level], sort=True)
    age, lag = rows["age"].to_numpy(), np.minimum(rows["lag"].fillna(0).astype(int), longest)
    shape = len(names), max(int(age.max()), longest) + 1, longest + 1
    began, reached = np.zeros(shape[:2]), np.zeros(shape)
    np.add.at(began, (code, age), rows["shown"])
    np.add.at(reached, (code, age, lag), rows["successes"])
    found = pd.DataFrame({"entity": names})
    if not reached.sum():
        return found
    shares, drawn = (curve(began, reached)[..., : longest + 1] for curve in (completeness, redrawn))
    for name, days in LAGS.items():
        value = days(shares)
        low, high = np.quantile(days(drawn), ENDS, axis=0, method="closest_observation")  # days are whole
        found = found.assign(
            **{name: value, f"{name}_low": np.minimum(low, value), f"{name}_high": np.maximum(high, value)}
        )
    return found


def sum_entered(entered: pd.DataFrame) -> pd.DataFrame:
    """Leads that entered each stage and their mean worth with its ends, by level and entity.

    Worths of one stage are taken to vary alike everywhere: a channel has too few to tell how much its own do.
    """
    parts = []
    for level in ("company", "channel", "campaign"):
        named = entered.assign(entity=COMPANY if level == "company" else entered[level], level=level)
        named = named if level != "campaign" else named[named["entity"] != ""]
        sums = named.groupby(["level", "entity", "stage"], sort=True)[["successes", "value", "valued", "squares"]].sum()
        parts.append(sums.reset_index())
    told = pd.concat(parts, ignore_index=True)
    valued = told["valued"].where(told["valued"] > 0)
    worth = told["value"] / valued
    every = told[told["level"] == "company"].set_index("stage")
    error = np.sqrt(told["stage"].map(_relative_variance(every)) / valued)
    ends = {f"value_{end}": worth * np.exp(sign * STEPS_90 * error) for end, sign in (("low", -1), ("high", 1))}
    columns = ["level", "entity", "stage", "entered", "value", *ends]
    return told.assign(value=worth, entered=told["successes"], **ends)[columns]


def _relative_variance(sums: pd.DataFrame) -> pd.Series:
    """Of single worths, from their number, sum and sum of squares; nan of fewer than two."""
    number = sums["valued"].where(sums["valued"] > 1)
    mean = sums["value"] / number
    return (sums["squares"] / number / mean**2 - 1).clip(lower=0) * number / (number - 1)


def add_worth(steps: pd.DataFrame) -> pd.DataFrame:
    """`steps` with what a lead will bring, and how much all of them bring a day, with 90 % intervals."""
    is_whole, is_sale = steps["step"] == "whole", steps["step"].isin(["sale", "whole"])
    named = [f"{name}{end}" for name in LAGS for end in ("", "_low", "_high")]
    steps = steps.reindex(columns=[*steps.columns, *(name for name in named if name not in steps)])
    days = steps["cycle_days"].where(steps["cycle_days"] > 0)
    per_lead, pace = steps["smoothed"] * steps["value"], steps["size"] * steps["smoothed"] * steps["value"] / days
    factors = ("smoothed", "low", "high"), ("value", "value_low", "value_high")
    cycle = "cycle_days", "cycle_days_high", "cycle_days_low"  # the longer, the less a day
    return steps.assign(
        **_with_ends(steps, "value_per_lead", per_lead.where(is_sale), factors),
        **_with_ends(steps, "velocity", pace.where(is_whole), (*factors, cycle)),
    )


def _with_ends(
    steps: pd.DataFrame, name: str, product: pd.Series, factors: Sequence[tuple[str, str, str]]
) -> dict[str, pd.Series]:
    """A product with its ends: relative errors of factors that know nothing of each other add in squares.

    `factors` are columns: the value, the end that makes the product small, and the one that makes it large.
    """
    named = {name: product}
    with np.errstate(divide="ignore"):
        for end, place, sign in (("low", 1, -1), ("high", 2, 1)):
            logs = [np.log(steps[each[place]].astype(float) / steps[each[0]].astype(float)) for each in factors]
            ends = product * np.exp(sign * np.sqrt(sum(log**2 for log in logs)))
            named[f"{name}_{end}"] = ends.where(np.isfinite(ends))  # a cycle that may be 0 days has no upper end
    return named
