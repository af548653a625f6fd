"""Standing rows that a changed rate or campaign alters."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import Touched, affected_by, settled
from tandem.clean.events import add_value, campaign_names
from tandem.clean.impressions import with_campaign_channel
from tandem.clean.rules import Read, Rules
from tandem.columns.money import MAX_RATE_AGE_DAYS, code
from tandem.tables import CAMPAIGNS, EVENTS, FX_RATES, IMPRESSIONS


def renewed_events(
    touched: Touched, read: Read, campaigns: DataFrame, rates: DataFrame, rules: Rules
) -> list[DataFrame]:
    """Standing events on open days with another value or campaign by tonight's rates and names: one frame or none."""
    may_differ = [*_paid_in(touched, read), *_tagged_with_name_of(touched, read(EVENTS))]
    if not may_differ:
        return []
    names = F.broadcast(campaign_names(campaigns).withColumnRenamed("campaign_name", "campaign_id"))
    looked_up = reduce(DataFrame.unionByName, may_differ).where(is_open(touched)).distinct()
    again = (
        looked_up.withColumns({"value_before": F.col("value"), "value": F.col("value_original")})
        .drop("value_original")
        .transform(add_value, rates, to=rules.reporting.currency)
        .join(names, on="campaign_id", how="left")
    )
    has_id = F.coalesce(F.col("named_id") == F.col("campaign_id"), F.lit(True))
    has_value = F.col("value").eqNullSafe(F.col("value_before"))
    different = again.where(~(has_id & has_value)).withColumn("campaign_id", F.coalesce("named_id", "campaign_id"))
    return [different.select(*EVENTS.column_names)]


def renewed_impressions(touched: Touched, standing: DataFrame) -> list[DataFrame]:
    """Standing impressions on open days whose campaign runs in another channel than it did: one frame or none."""
    changed = touched.of(CAMPAIGNS)
    if changed is None:
        return []
    theirs = F.broadcast(changed.select("campaign_id"))
    before = standing.where(is_open(touched)).join(theirs, on="campaign_id", how="left_semi")
    again = before.withColumnRenamed("channel", "channel_before").transform(with_campaign_channel, changed)
    return [again.where("channel <> channel_before").select(*IMPRESSIONS.column_names)]


def is_open(touched: Touched) -> Column:
    """The row's day may still be restated."""
    return F.lit(True) if touched.since is None else F.col("date") >= F.lit(touched.since)


def _paid_in(touched: Touched, read: Read) -> list[DataFrame]:
    """Standing events with an amount in a currency and near a day whose rate changed."""
    changed = touched.of(FX_RATES)
    if changed is None:
        return []
    days = F.explode(F.sequence("date", F.date_add("date", MAX_RATE_AGE_DAYS))).alias("date")
    rated = settled(changed.select(code(F.col("currency")).alias("rated"), days).distinct())
    standing = read(EVENTS, within=affected_by(rated.select("date"), since=None))
    on_day = (code(standing["currency"]) == rated["rated"]) & (standing["date"] == rated["date"])
    return [standing.where(F.col("value_original").isNotNull()).join(F.broadcast(rated), on=on_day, how="left_semi")]


def _tagged_with_name_of(touched: Touched, standing: DataFrame) -> list[DataFrame]:
    """Standing events that carry the name of a changed campaign where its id should be."""
    changed = touched.of(CAMPAIGNS)
    if changed is None:
        return []
    names = F.broadcast(campaign_names(changed).select(F.col("campaign_name").alias("campaign_id")))
    return [standing.join(names, on="campaign_id", how="left_semi")]
