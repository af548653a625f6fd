"""Credit by channel as the page tells it; every frame here is bounded by channels and models."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.pages.content import ChannelCredit
from tandem.scorecard.daily import exact_sum


def read_credit(returns: DataFrame, days: DataFrame, credit_model: str) -> tuple[ChannelCredit, ...]:
    """Credit by channel under every model on the day of the conversion, the largest first."""
    of_conversions = returns.where(F.col("basis") == "conversion").groupBy("channel", "model")
    rows = of_conversions.agg(*(exact_sum(name).alias(name) for name in ("conversions", "value", "spend"))).collect()
    channels, hidden = sorted({row["channel"] for row in rows}), clicks_without_consent(days)
    credit = [
        _channel_credit(channel, [row for row in rows if row["channel"] == channel], hidden.get(channel))
        for channel in channels
    ]
    return tuple(sorted(credit, key=lambda each: (each.channel == "(none)", -each.value.get(credit_model, 0.0))))


def clicks_without_consent(days: DataFrame) -> dict[str, float]:
    """Share of each channel's ad clicks that came without consent for measurement: no touch is made of them."""
    clicks = days.where((F.col("basis") == "own") & F.col("source").isin("clicks", "unlinked_clicks"))
    sums = clicks.groupBy("channel").agg(F.sum("no_consent").alias("without"), F.sum("ad_clicks").alias("clicks"))
    return {row["channel"]: row["without"] / row["clicks"] for row in sums.collect() if row["clicks"]}


def _channel_credit(channel: str, rows: Sequence[Row], hidden: float | None) -> ChannelCredit:
    spend = next((row["spend"] for row in rows if row["spend"] is not None), None)
    conversions, value = ({row["model"]: row[name] or 0.0 for row in rows} for name in ("conversions", "value"))
    return ChannelCredit(channel, spend, conversions, value, hidden)
