"""Rows of attribution.effects from sums of one period. Arrow and arrays only; no Spark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.attribution.buckets import NONE_SEEN, interval
from tandem.attribution.fit import ALL, Asked, Fit, fit_models
from tandem.attribution.models import Models
from tandem.attribution.path_batches import CAMPAIGN_MARK, CONVERTED, LEVELS
from tandem.attribution.walked import Walked, read_walked
from tandem.columns.owners import BUCKETS
from tandem.paths.arrays import Floats
from tandem.tables import NO_TOUCH, RULE_MODELS

Row = dict[str, Any]
Name = tuple[str, str]  # channel, campaign


@dataclass(frozen=True)
class Sums:
    """What a period's rows come from."""

    walked: pa.Table  # level, outcome, type, path, journeys, value
    earned: pa.Table  # type, channel, campaign_id, bucket, and two columns per rule model
    spent: pa.Table  # channel, campaign_id, spend


@dataclass(frozen=True)
class Credit:
    """What one model credits to one name: (conversions, value), with the ends of their intervals."""

    credit: Floats
    low: Floats | None = None
    high: Floats | None = None
    removal_effect: float | None = None


def effect_rows(sums: Sums, models: Models, *, not_fitted: str | None = None) -> Iterator[Row]:
    """Every type on every level: the rule models, then those that look at whole paths, or why there are none."""
    has_converted = pc.equal(sums.walked["outcome"], CONVERTED)
    types = sorted(pc.unique(sums.walked.filter(has_converted)["type"]).to_pylist())
    asked = (*ALL, *((rule.name, 0) for rule in models.counts))
    for level in LEVELS:
        spend = spend_by_name(sums.spent, level)
        for type_ in types:
            walked = read_walked(sums.walked, type_, level)
            same = {"type": type_, "level": level, "journeys": walked.journeys, "place": 0}
            found, reasons = rule_credits(sums.earned, type_, level, models.names)
            for model, credits_ in found.items():
                of_model = {"model": model, "markov_order": 0, "is_chosen": True}
                yield from _rows({**same, **of_model}, credits_, walked, spend)
            fits, unfitted = ([], dict.fromkeys(asked, not_fitted)) if not_fitted else fit_models(walked, models.counts)
            for fit in fits:
                yield from _fit_rows(same, fit, walked, spend)
            for (model, order), why in sorted((reasons | unfitted).items()):
                nobody = {"channel": "", "campaign_id": "", "markov_order": order, "is_chosen": False}
                yield {**same, **nobody, "model": model, "not_offered": why}


def rule_credits(
    earned: pa.Table, type_: str, level: str, models: Sequence[str]
) -> tuple[dict[str, dict[Name, Credit]], dict[Asked, str]]:
    """By rule model and name: the sums over persons, resampled by their buckets; and why a model has none."""
    # In one order, because a sum of doubles depends on it.
    keys = [(name, "ascending") for name in ("channel", "campaign_id", "bucket")]
    rows = earned.filter(pc.equal(earned["type"], type_)).sort_by(keys)
    names, which = _names(rows, level)
    if not names:
        return {model: {} for model in models}, {}
    found, reasons = {}, {}
    for model in models:
        amounts = np.stack([rows[name].to_numpy() for name in (model, f"{model} value")], axis=1)
        by_bucket = np.zeros((BUCKETS, len(names), 2))
        np.add.at(by_bucket, (rows["bucket"].to_numpy(), which), np.nan_to_num(amounts))
        (low, high), total = interval(by_bucket), by_bucket.sum(axis=0)
        if why := _too_young(total[:, 0].sum(), rows[RULE_MODELS[0]]):
            reasons[model, 0] = why
            continue
        found[model] = {name: Credit(total[n], low[n], high[n]) for n, name in enumerate(names)}
    return found, reasons


def fit_credits(fit: Fit, walked: Walked) -> dict[Name, Credit]:
    """By name, what a data-driven model credits."""
    assert walked.paths is not None
    return {
        _name(text): Credit(
            fit.credit[n],
            None if fit.low is None else fit.low[n],
            None if fit.high is None else fit.high[n],
            None if fit.effects is None else float(fit.effects[n]),
        )
        for n, text in enumerate(walked.paths.names)
    }


def spend_by_name(spent: pa.Table, level: str) -> dict[Name, Decimal]:
    """Spend by name; names without a known spend are left out."""
    known = spent.filter(pc.is_valid(spent["spend"]))
    names, which = _names(known, level)
    totals = dict.fromkeys(names, Decimal(0))
    for number, amount in zip(which.tolist(), known["spend"].to_pylist(), strict=True):
        totals[names[number]] += amount
    return totals


def _too_young(shared: float, others: pa.ChunkedArray) -> str | None:
    """Why a model has no answer that does not share out all conversions with a touch, as another model has them."""
    conversions = float(pc.sum(others).as_py())
    if conversions - shared < 0.5:
        return None
    return (
        f"credit of {shared:,.0f} of the {conversions:,.0f} conversions that follow a touch; those of closed days were "
        "credited before there was this model (--reopen credits them anew)"
    )


def _fit_rows(same: Row, fit: Fit, walked: Walked, spend: dict[Name, Decimal]) -> Iterator[Row]:
    """Rows of one fit; of places and of counts there is no return, because spend has no place and is not shared out."""
    of_model = {"model": fit.model, "markov_order": fit.order, "is_chosen": fit.is_chosen, "held_out_auc": fit.auc}
    credits_ = fit_credits(fit, walked)
    if fit.place:
        credits_ = {name: found for name, found in credits_.items() if found.credit[0]}
        spend = {}
    for row in _rows({**same, **of_model}, credits_, walked, spend):
        if row["channel"] == NO_TOUCH and (fit.place or 0) > 1:
            continue  # told with the first place
        place = 0 if row["channel"] == NO_TOUCH else fit.place
        uncounted = dict.fromkeys(("share", "cpa", "roas", "roas_low", "roas_high")) if fit.is_count else {}
        yield {**row, **uncounted, "place": place}


def _rows(same: Row, credits_: dict[Name, Credit], walked: Walked, spend: dict[Name, Decimal]) -> Iterator[Row]:
    """One row per name that earned or cost anything, and one for conversions that follow no touch."""
    nothing = Credit(np.zeros(2), np.zeros(2), np.zeros(2))
    known = {**dict.fromkeys(spend, nothing), **credits_}
    if walked.untouched:
        known[NO_TOUCH, ""] = Credit(np.array([walked.untouched, walked.untouched_value]))
    total, worth = walked.totals.tolist()
    for (channel, campaign_id), found in sorted(known.items()):
        cost = spend.get((channel, campaign_id))
        named = {"channel": channel, "campaign_id": campaign_id, "removal_effect": found.removal_effect}
        spent = {"spend": cost, "cpa": _over(cost, found.credit[0])}
        yield {**same, **named, **spent, **_counts(found, total), **_money(found, cost if worth else None)}


def _counts(found: Credit, total: float) -> Row:
    """Credit and share; a name that earned nothing in so many draws still has an upper end."""
    conversions, value = found.credit.tolist()
    row = {"conversions": conversions, "value": value, "share": conversions / total if total else None}
    if found.low is not None and found.high is not None:
        row |= dict(zip(("conversions_low", "value_low"), found.low.tolist(), strict=True))
        row |= dict(zip(("conversions_high", "value_high"), found.high.tolist(), strict=True))
        if not conversions:
            row |= {"conversions_high": NONE_SEEN, "value_high": None}
    return row


def _money(found: Credit, cost: Decimal | None) -> Row:
    ends = {"roas": found.credit, "roas_low": found.low, "roas_high": found.high}
    return {name: None if end is None else _over(end[1], cost) for name, end in ends.items()}


def _over(part: float | Decimal | None, whole: float | Decimal | None) -> float | None:
    return float(part) / float(whole) if part is not None and whole else None


def _names(rows: pa.Table, level: str) -> tuple[list[Name], Any]:
    """Distinct names of a level, and which of them each row has."""
    channel = rows["channel"].to_pylist()
    campaign = rows["campaign_id"].to_pylist() if level == "campaign" else [""] * rows.num_rows
    numbers: dict[Name, int] = {}
    which = [numbers.setdefault(name, len(numbers)) for name in zip(channel, campaign, strict=True)]
    return list(numbers), np.array(which, dtype=np.int64)


def _name(step: str) -> Name:
    channel, _, campaign = step.partition(CAMPAIGN_MARK)
    return channel, campaign
