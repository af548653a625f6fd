"""Credit by channel as the page tells it; every frame here is bounded by channels and models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.pages.content import ChannelCredit
from tandem.scorecard.daily import exact_sum


def read_credit(
    returns: DataFrame, days: DataFrame, credit_model: str
) -> tuple[tuple[ChannelCredit, ...], tuple[str, ...]]:
    """Credit by channel under every model on the day of the conversion, the largest first; and models left out.

    A model is left out that is younger than the period, so that it credits a part of the conversions only.
    """
    of_conversions = returns.where(F.col("basis") == "conversion").groupBy("channel", "model")
    rows = of_conversions.agg(*(exact_sum(name).alias(name) for name in ("conversions", "value", "spend"))).collect()
    young, hidden = _young(rows), clicks_without_consent(days)
    rows = [row for row in rows if row["model"] not in young]
    credit = [
        _channel_credit(channel, [row for row in rows if row["channel"] == channel], hidden.get(channel))
        for channel in sorted({row["channel"] for row in rows})
    ]
    ordered = sorted(credit, key=lambda each: (each.channel == "(none)", -each.value.get(credit_model, 0.0)))
    return tuple(ordered), young


def _young(rows: Sequence[Row]) -> tuple[str, ...]:
    """Models that share out fewer conversions than another."""
    totals: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        totals[row["model"]] += row["conversions"] or 0.0
    return tuple(sorted(model for model, total in totals.items() if total < max(totals.values()) - 0.5))


def clicks_without_consent(days: DataFrame) -> dict[str, float]:
    """Share of each channel's ad clicks that came without consent for measurement: no touch is made of them."""
    clicks = days.where((F.col("basis") == "own") & F.col("source").isin("clicks", "unlinked_clicks"))
    sums = clicks.groupBy("channel").agg(F.sum("no_consent").alias("without"), F.sum("ad_clicks").alias("clicks"))
    return {row["channel"]: row["without"] / row["clicks"] for row in sums.collect() if row["clicks"]}


def _channel_credit(channel: str, rows: Sequence[Row], hidden: float | None) -> ChannelCredit:
    spend = max((row["spend"] for row in rows if row["spend"] is not None), default=None)
    conversions, value = ({row["model"]: row[name] or 0.0 for row in rows} for name in ("conversions", "value"))
    return ChannelCredit(channel, spend, conversions, value, hidden)
