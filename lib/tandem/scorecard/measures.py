"""The arithmetic of the measures: one entity's days in, one row per measure out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.pages.content import NOTHING, Estimate
from tandem.scorecard.intervals import ratio_of_days, share_of_days
from tandem.stats.shares import share_of_parts
from tandem.tables import COMPANY, RULE_MODELS

FEEDS = {
    "impressions": "impressions",
    "ad_clicks": "events",
    "sessions": "events",
    "bounce_rate": "events",
    "engaged_rate": "events",
    "conversions": "orders",
    "revenue": "orders",
    "refunds": "orders",
    "traced": "orders",
}  # measure -> feed whose days tell how complete it is
COSTED = ("spend", "roas", "roas_lowest", "roas_highest", "cpa")
COLUMNS = ("entity", "measure", "value", "low", "high", "completeness")


def measure_entity(daily: pd.DataFrame, *, credit_model: str, came: Mapping[str, float], days: int) -> pd.DataFrame:
    """Measures of one entity, one row each; a measure without a source has no row.

    `daily` holds one row per reporting day, `came` the share of each feed's days that came, `days` those expected.
    """
    daily = daily.sort_values("date", kind="stable")
    entity = daily["entity"].iloc[0]
    found = {**sums(daily, is_company=entity == COMPANY), **shares(daily), **returns(daily, credit_model)}
    if entity == COMPANY:
        found |= {"traced": share_of_days(_numbers(daily, "traced"), _numbers(daily, "credited")), **spread(daily)}
    gap_days = daily["spend_gap_days"].max()
    reported = came.get("ad_reports", 1.0) if entity == COMPANY else 1 - (0 if pd.isna(gap_days) else gap_days) / days
    rows = [
        (entity, name, each.value, each.low, each.high, reported if name in COSTED else came.get(FEEDS[name], 1.0))
        for name, each in found.items()
        if each.value is not None
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def sums(daily: pd.DataFrame, *, is_company: bool) -> dict[str, Estimate]:
    """Plain sums; a campaign's conversions and revenue are those it is credited with."""
    earned = ("conversions", "value") if is_company else ("credited", "credited_value")
    columns = {
        "impressions": "impressions",
        "ad_clicks": "ad_clicks",
        "sessions": "sessions",
        "conversions": earned[0],
        "revenue": earned[1],
        "spend": "spend",
    }
    return {
        name: Estimate(_total(daily, column))
        for name, column in {**columns, **({"refunds": "refunds"} if is_company else {})}.items()
    }


def shares(daily: pd.DataFrame) -> dict[str, Estimate]:
    """Shares of sessions."""
    sessions = _numbers(daily, "sessions")
    return {
        "bounce_rate": share_of_days(_numbers(daily, "bounces"), sessions),
        "engaged_rate": share_of_days(_numbers(daily, "engaged"), sessions),
    }


def returns(daily: pd.DataFrame, credit_model: str) -> dict[str, Estimate]:
    """ROAS and cost per conversion."""
    spend = _numbers(daily, "spend")
    return {
        "roas": ratio_of_days(_numbers(daily, f"costed_{credit_model}"), spend),
        "cpa": ratio_of_days(spend, _numbers(daily, "costed_conversions")) if spend.sum() > 0 else NOTHING,
    }


def spread(daily: pd.DataFrame) -> dict[str, Estimate]:
    """ROAS under the models that credit least and most; ties go to the model named first."""
    spend = _numbers(daily, "spend")
    values = [_numbers(daily, f"costed_{model}") for model in RULE_MODELS]
    totals = [float(value.sum()) for value in values]
    lowest, highest = values[totals.index(min(totals))], values[totals.index(max(totals))]
    return {"roas_lowest": ratio_of_days(lowest, spend), "roas_highest": ratio_of_days(highest, spend)}


def measure_company_rate(rates: pd.DataFrame) -> pd.DataFrame:
    """CTR or CR of the whole company, one row, from the rates of its channels."""
    rates = rates.sort_values("entity", kind="stable")
    trials = float(rates["trials"].sum())
    sums = share_of_parts(*(rates[name].to_numpy(np.float64) for name in ("successes", "trials", "phi")))
    found = NOTHING if sums is None else Estimate(*sums)
    came = float((rates["completeness"] * rates["trials"]).sum() / trials) if trials > 0 else None
    row = (COMPANY, rates["measure"].iloc[0], found.value, found.low, found.high, came)
    return pd.DataFrame([row], columns=list(COLUMNS))


def _numbers(daily: pd.DataFrame, column: str) -> NDArray[np.float64]:
    return np.asarray(daily[column].fillna(0.0), dtype=np.float64)


def _total(daily: pd.DataFrame, column: str) -> float | None:
    known = daily[column].dropna()
    return float(known.sum()) if len(known) else None
