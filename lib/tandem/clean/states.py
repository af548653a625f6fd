"""Tables of latest states: ad reports, campaigns, creatives and rates."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.clean.impressions import with_campaign_channel
from tandem.clean.levels import judge_levels, stated_level
from tandem.clean.once import accepted, latest, latest_export
from tandem.clean.rules import Rules
from tandem.columns.money import code, converted, with_rate
from tandem.contract import Table
from tandem.tables import AD_REPORTS, CAMPAIGNS, CREATIVES, FX_RATES, RAW_CAMPAIGNS, RAW_CREATIVES, RAW_FX_RATES

# Small tables that are always replaced whole: what they are read from, and which instant makes a state the latest.
STATES: tuple[tuple[Table, Table, tuple[str, ...]], ...] = (
    (FX_RATES, RAW_FX_RATES, ()),
    (CAMPAIGNS, RAW_CAMPAIGNS, ("updated_at",)),
    (CREATIVES, RAW_CREATIVES, ("updated_at",)),
)


def build_states(raw: DataFrame, table: Table, by: tuple[str, ...]) -> DataFrame:
    """One row per grain of `table`: its latest state."""
    states = accepted(raw)
    if "currency" in table.grain:
        states = states.withColumn("currency", code(F.col("currency")))
    return latest(states, key=table.grain, by=by).select(*table.column_names)


def build_ad_reports(
    raw: DataFrame, campaigns: DataFrame, creatives: DataFrame, rates: DataFrame, rules: Rules
) -> DataFrame:
    """One row per line of an ad's, campaign's or account's day: its latest export, all lines of it.

    A report that did not come has no row. Every line is kept; `excluded_by` names why one does not count.
    """
    spent = latest_reports(raw, creatives).withColumnRenamed("spend", "spend_original")
    rated = with_rate(spent, rates, to=rules.reporting.currency).transform(name_unrated, rates)
    return (
        rated.withColumns(
            {
                "spend": converted(F.col("spend_original"), F.col("fx_rate")),
                "conversion_value": converted(F.col("conversion_value"), F.col("fx_rate")),
            }
        )
        .transform(judge_levels, tolerance=rules.clean.level_tolerance, actions=rules.clean.platform_actions)
        .withColumn("excluded_by", F.coalesce("unrated", "set_apart"))
        .transform(with_campaign_channel, campaigns)
        .select(*AD_REPORTS.column_names)
    )


def latest_reports(raw: DataFrame, creatives: DataFrame) -> DataFrame:
    """The lines of the latest export of each day and ad; an id that is not stated is the empty text.

    One ad's day has a line per device, network or country, and lines may be alike: an export is replaced whole.
    """
    stated = accepted(raw).fillna("", subset=["account_id", "report", "ad_group_id", "creative_id", "action"])
    placed = stated.withColumn("level", stated_level()).transform(with_campaign_of_creative, creatives)
    key = [column for column in AD_REPORTS.grain if column != "line_no"]
    return latest_export(placed, key=key, by="exported_at")


def name_unrated(reports: DataFrame, rates: DataFrame) -> DataFrame:
    """`reports` with `unrated`: money in a currency without any rate, or without one for that day; else null."""
    listed = F.broadcast(rates.select(code(F.col("currency")).alias("listed")).distinct())
    named = reports.join(listed, on=code(F.col("currency")) == F.col("listed"), how="left")
    has_money = F.coalesce("spend_original", "conversion_value").isNotNull()
    reason = F.when(F.col("listed").isNull(), F.lit("unknown_currency")).otherwise(F.lit("no_rate"))
    return named.withColumn("unrated", F.when(has_money & F.col("fx_rate").isNull(), reason)).drop("listed")


def with_campaign_of_creative(reports: DataFrame, creatives: DataFrame) -> DataFrame:
    """`reports` with the campaign of the ad where the line states none."""
    theirs = F.broadcast(creatives.select("creative_id", F.col("campaign_id").alias("of_creative")))
    placed = reports.join(theirs, on="creative_id", how="left")
    campaign = F.coalesce(F.nullif("campaign_id", F.lit("")), "of_creative", F.lit(""))
    return placed.withColumn("campaign_id", campaign).drop("of_creative")
