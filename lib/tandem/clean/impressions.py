"""clean.impressions: ads shown, once only, pseudonymous, with the channel of their campaign."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.clean.consent import state_consent, without_ids
from tandem.clean.marks import folded
from tandem.clean.once import accepted, without_copies
from tandem.clean.rules import Rules
from tandem.clean.senders import region, sender, with_agents
from tandem.tables import IMPRESSIONS

FIRST_BY = ("occurred_at",)
UNASSIGNED = "Unassigned"


def build_impressions(raw: DataFrame, copies: DataFrame, campaigns: DataFrame, rules: Rules) -> DataFrame:
    """One row per impression id: the row of the earliest instant. `copies` names the rows that are not."""
    once = accepted(raw).transform(without_copies, copies).transform(with_agents, raw)
    told = {"date": F.to_date("occurred_at"), "region": region(), "audience": folded(F.col("audience"))}
    pseudonymous = state_consent(once).withColumns({**told, **sender(rules)})
    measured = without_ids(pseudonymous, rules.clean)
    return measured.transform(with_campaign_channel, campaigns).select(*IMPRESSIONS.column_names)


def with_campaign_channel(frame: DataFrame, campaigns: DataFrame) -> DataFrame:
    """`frame` with `channel`: as stated, else where its campaign runs; Unassigned when neither is known."""
    theirs = F.broadcast(campaigns.select("campaign_id", F.col("channel").alias("campaign_channel")))
    stated = F.col("channel") if "channel" in frame.columns else F.lit(None)
    channel = F.coalesce(stated, "campaign_channel", F.lit(UNASSIGNED))
    return frame.join(theirs, on="campaign_id", how="left").withColumn("channel", channel).drop("campaign_channel")
