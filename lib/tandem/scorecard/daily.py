"""Counts and credit of the company and of each campaign, by reporting day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.tables import COMPANY, NO_TOUCH, RULE_MODELS

KEYS = ("entity", "date")
COUNTS = ("impressions", "ad_clicks", "sessions", "engaged", "bounces", "conversions", "value", "refunds")


def sum_daily(
    days: DataFrame, returns: DataFrame, campaigns: DataFrame, *, credit_model: str, missing_days: Sequence[date]
) -> DataFrame:
    """One row per entity and reporting day; null where the source of a number brought nothing."""
    counts = prefer_own(sum_counts(days))
    credit = sum_credit(cost(returns, campaigns, missing_days=missing_days), credit_model=credit_model)
    return counts.join(credit, on=list(KEYS), how="full_outer")


def sum_counts(days: DataFrame) -> DataFrame:
    """Sums of each source on either basis."""
    sources = {
        "own_impressions": _of("impressions", "impressions"),
        "own_ad_clicks": F.coalesce(_of("clicks", "ad_clicks"), _of("unlinked_clicks", "ad_clicks")),
        "platform_impressions": _of("reports", "impressions"),
        "platform_ad_clicks": _of("reports", "ad_clicks"),
        **{name: _of("sessions", name) for name in ("sessions", "engaged", "bounces")},
        **{name: _of("conversions", name) for name in ("conversions", "value", "refunds")},
    }
    return per_entity(days).groupBy(*KEYS).agg(*(F.sum(column).alias(name) for name, column in sources.items()))


def prefer_own(counts: DataFrame) -> DataFrame:
    """Impressions and clicks of one basis: Tandem's own where the entity has impressions on it, else the platform's."""
    ever = Window.partitionBy("entity")
    has_own = F.max(F.col("own_impressions").isNotNull()).over(ever)
    only_clicks = F.max(F.col("platform_impressions").isNotNull()).over(ever) == F.lit(False)
    marked = counts.withColumn("is_own", has_own | only_clicks)
    chosen = {
        name: F.when(F.col("is_own"), F.col(f"own_{name}")).otherwise(F.col(f"platform_{name}"))
        for name in ("impressions", "ad_clicks")
    }
    # A day of impressions without a click has no row of clicks: it had none.
    chosen["ad_clicks"] = F.coalesce(chosen["ad_clicks"], F.when(chosen["impressions"].isNotNull(), F.lit(0)))
    return marked.withColumns(chosen).select(*KEYS, *(F.col(name).cast("double").alias(name) for name in COUNTS))


def cost(returns: DataFrame, campaigns: DataFrame, *, missing_days: Sequence[date]) -> DataFrame:
    """Credit by day of the conversion, marked `is_costed` where its spend is known, or known to be none.

    Spend of a platform's day is not known when the day brought none at all and a report was missing;
    `spend_gap_days` counts those days.
    """
    daily = returns.where(F.col("basis") == "conversion").groupBy("campaign_id", "date", "model")
    sums = daily.agg(
        *(exact_sum(name).alias(name) for name in ("conversions", "value", "spend")),
        exact_sum(F.when(F.col("channel") != NO_TOUCH, F.col("conversions"))).alias("traced"),
    )
    platforms = campaigns.select("campaign_id", F.coalesce("platform", F.lit("")).alias("platform"))
    placed = sums.join(F.broadcast(platforms), on="campaign_id", how="left").fillna("", subset=["platform"])
    has_spend = F.col("spend").isNotNull()
    of_platform = Window.partitionBy("platform")
    is_paid = F.max(has_spend).over(Window.partitionBy("campaign_id"))
    reported = F.max(has_spend).over(Window.partitionBy("platform", "date"))
    is_late = F.col("date").isin(list(missing_days)) if missing_days else F.lit(False)
    came_after_all = F.size(F.collect_set(F.when(has_spend & is_late, F.col("date"))).over(of_platform))
    return placed.withColumns(
        {
            "is_costed": is_paid & (reported | ~is_late),
            "spend_gap_days": F.when(is_paid, F.lit(len(missing_days)) - came_after_all),
        }
    )


def sum_credit(costed: DataFrame, *, credit_model: str) -> DataFrame:
    """Credit under the template's model, spend, and the value each model gives to what was paid for."""
    chosen, is_costed = F.col("model") == credit_model, F.col("is_costed")
    sums = {
        "credited": F.when(chosen, F.col("conversions")),
        "credited_value": F.when(chosen, F.col("value")),
        "traced": F.when(chosen, F.col("traced")),
        "spend": F.when(chosen, F.col("spend")),
        "costed_conversions": F.when(chosen & is_costed, F.col("conversions")),
        **{f"costed_{m}": F.when((F.col("model") == m) & is_costed, F.col("value")) for m in RULE_MODELS},
    }
    return (
        per_entity(costed)
        .groupBy(*KEYS)
        .agg(
            *(exact_sum(column).alias(name) for name, column in sums.items()),
            F.max("spend_gap_days").alias("spend_gap_days"),
        )
    )


def per_entity(rows: DataFrame) -> DataFrame:
    """Each row once for its campaign and once for the company."""
    return rows.withColumn("entity", F.explode(F.array_distinct(F.array(F.col("campaign_id"), F.lit(COMPANY)))))


def exact_sum(column: Column | str) -> Column:
    """A sum that does not depend on the order of its parts."""
    number = F.col(column) if isinstance(column, str) else column
    return F.sum(number.cast("decimal(28,9)")).cast("double")


def _of(source: str, name: str) -> Column:
    return F.when(F.col("source") == source, F.col(name))
