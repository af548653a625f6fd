"""Own tracking's impressions and clicks by quarter of an hour, as each cause on the way to a platform's count adds one.

Any timezone's day begins at a quarter of an hour UTC, so that these few rows tell both the reporting day and the
account's.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.metrics.days import is_kept
from tandem.metrics.platforms import Platform, Platforms

SLOT_S = 900
KEYS = ("platform", "account_id")
IMPRESSIONS = ("impressions_common", "impressions_invalid", "impressions_definition", "impressions_repeats")
CLICKS = ("clicks_common", "clicks_invalid", "clicks_repeats")
STEPS = (*IMPRESSIONS, *CLICKS)  # the counts after each cause: each holds what those before it have altered


def with_account(rows: DataFrame, campaigns: DataFrame) -> DataFrame:
    """`rows` with the platform and account of their campaign; without one, with those that they state."""
    theirs = F.broadcast(campaigns.select("campaign_id", *(F.col(name).alias(f"of_{name}") for name in KEYS)))
    placed = rows.join(theirs, on="campaign_id", how="left")
    # A campaign without a known account has its impressions and its reports alike under no account.
    own_account = F.when(F.col("campaign_id") == "", F.col("account_id")) if "account_id" in rows.columns else F.lit("")
    own_platform = F.col("platform") if "platform" in rows.columns else F.lit(None)
    account = F.coalesce("of_account_id", own_account, F.lit(""))
    stated = {"platform": F.coalesce("of_platform", own_platform), "account_id": account}
    return placed.withColumns(stated).where(F.col("platform").isNotNull())


def count_impressions(impressions: DataFrame, platforms: Platforms) -> DataFrame:
    """Impressions with platform, account and `excluded_by`, by quarter of an hour."""
    is_common, is_known = shown_as(platforms.common), is_kept() | of_platform(platforms, lambda each: each.has_invalid)
    kind = of_platform(platforms, lambda each: shown_as(each.counts), otherwise=is_common)
    marked = impressions.withColumns({"is_counted": kind & is_known}).transform(mark_repeats, platforms)
    return by_slot(
        marked,
        (is_common & is_kept(), is_common & is_known, F.col("is_counted"), F.col("is_counted") & ~F.col("is_repeat")),
        IMPRESSIONS,
    )


def count_clicks(clicks: DataFrame, platforms: Platforms) -> DataFrame:
    """Ad clicks with platform, account and `excluded_by`, by quarter of an hour."""
    is_double = F.col("excluded_by").eqNullSafe("double_click")
    is_invalid = ~is_kept() & ~is_double
    is_known = is_kept() | (is_invalid & of_platform(platforms, lambda each: each.has_invalid))
    is_again = is_double & of_platform(platforms, lambda each: each.has_double_clicks)
    return by_slot(clicks, (is_kept(), is_known, is_known | is_again), CLICKS)


def mark_repeats(impressions: DataFrame, platforms: Platforms) -> DataFrame:
    """`impressions` with `is_repeat`: the platform counted the same ad on the same device too short a time before."""
    limits = {name: each.once_within_s for name, each in platforms.by_name.items() if each.once_within_s}
    if not limits:
        return impressions.withColumn("is_repeat", F.lit(False))
    same = Window.partitionBy("device_id", "creative_id", "is_counted", "platform")
    before = F.lag("occurred_at").over(same.orderBy("occurred_at", "impression_id"))
    gap_s = F.unix_seconds("occurred_at") - F.unix_seconds(before)
    limit_s = of_platform(platforms, lambda each: F.lit(each.once_within_s or 0), otherwise=F.lit(0))
    is_repeat = F.col("device_id").isNotNull() & F.coalesce(gap_s < limit_s, F.lit(False))
    return impressions.withColumn("is_repeat", is_repeat)


def by_slot(rows: DataFrame, conditions: tuple[Column, ...], names: tuple[str, ...]) -> DataFrame:
    """How many of `rows` meet each condition, one row per platform, account and quarter of an hour."""
    start = F.timestamp_seconds(F.floor(F.unix_seconds("occurred_at") / SLOT_S) * SLOT_S)
    counts = (F.count_if(condition).alias(name) for condition, name in zip(conditions, names, strict=True))
    return rows.groupBy(*KEYS, start.alias("slot")).agg(*counts)


def shown_as(basis: str) -> Column:
    """The impression is of that basis; one of which the log tells nothing is, so that it differs by no definition."""
    return F.lit(True) if basis == "served" else F.coalesce(F.col(basis), F.lit(True))


def of_platform(
    platforms: Platforms, what: Callable[[Platform], Column | bool], otherwise: Column | bool = False
) -> Column:
    """`what` of the row's platform; `otherwise` for one that is not defined."""
    chosen = F.lit(otherwise)
    for name, each in platforms.by_name.items():
        chosen = F.when(F.col("platform") == name, what(each)).otherwise(chosen)
    return chosen
