"""Tables of latest states: ad reports, campaigns, creatives and rates."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.clean.impressions import with_campaign_channel
from tandem.clean.once import accepted, latest
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


def build_ad_reports(raw: DataFrame, campaigns: DataFrame, rates: DataFrame, rules: Rules) -> DataFrame:
    """One row per account, campaign, ad and day: its latest export. A report that did not come has no row."""
    spent = latest_reports(raw).withColumnRenamed("spend", "spend_original")
    rated = with_rate(spent, rates, to=rules.reporting.currency)
    return (
        rated.withColumns(
            {
                "spend": converted(F.col("spend_original"), F.col("fx_rate")),
                "conversion_value": converted(F.col("conversion_value"), F.col("fx_rate")),
            }
        )
        .transform(with_campaign_channel, campaigns)
        .select(*AD_REPORTS.column_names)
    )


def latest_reports(raw: DataFrame) -> DataFrame:
    """The latest export of each line; an account or ad that is not stated is the empty text."""
    lines = accepted(raw).fillna("", subset=["account_id", "creative_id"])
    return latest(lines, key=AD_REPORTS.grain, by=["exported_at"])
