"""clean.verdicts: which keys of a day are not customers. Events are never rewritten; verdicts are joined when read."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.window import Window

from tandem.agents import LIST_RULE, list_version_of
from tandem.changes import Affected, Touched, affected_by
from tandem.clean.agents import judged
from tandem.clean.devices import is_in
from tandem.clean.rules import Rules
from tandem.definitions import Definition, version_of
from tandem.tables import EVENTS, IMPRESSIONS, VERDICTS

SEEN = ("date", "user_agent", "agent_id", "ip_network")


def build_verdicts(events: DataFrame, impressions: DataFrame, rules: Rules) -> DataFrame:
    """One row per key and day that a rule sets aside; of several rules the smallest name."""
    seen = events.select(*SEEN).unionByName(impressions.select(*SEEN))
    found = [
        robots(seen, rules.bots),
        networks(seen, rules),
        click_floods(events, rules.bots),
        flagged(events, rules.staff, flag="staff_user", kind="user_id"),
        flagged(events, rules.staff, flag="qa_flag", kind="device_id"),
    ]
    first = Window.partitionBy("kind", "key", "date").orderBy("rule")
    numbered = reduce(DataFrame.unionByName, found).withColumn("place", F.row_number().over(first))
    return numbered.where("place = 1").select(*VERDICTS.column_names)


def robots(seen: DataFrame, bots: Definition) -> DataFrame:
    """User agents of robots. No agent is no verdict: server-side conversions have none."""
    agents = seen.where(F.col("user_agent").isNotNull()).select("date", "agent_id", "user_agent").distinct()
    listed = F.lit(list_version_of(LIST_RULE, bots))
    version = F.when(F.col("rule") == LIST_RULE, listed).otherwise(F.lit(version_of(bots)))
    return _verdicts(judged(agents, bots), "agent_id", F.col("rule"), reason="bot", label="GIVT", version=version)


def networks(seen: DataFrame, rules: Rules) -> DataFrame:
    """Networks of data centres and of our own offices."""
    present = seen.where(F.col("ip_network").isNotNull()).select("date", "ip_network").distinct()
    bots, staff = rules.bots, rules.staff
    machines = present.where(is_in(F.col("ip_network"), bots.body["data_centres"], where=f"{bots.path}: data_centres"))
    offices = present.where(is_in(F.col("ip_network"), staff.body["networks"], where=f"{staff.path}: networks"))
    return _verdicts(
        machines,
        "ip_network",
        F.lit("data_centre"),
        reason="data_centre",
        label="GIVT",
        version=F.lit(version_of(bots)),
    ).unionByName(
        _verdicts(
            offices,
            "ip_network",
            F.lit("staff_network"),
            reason="staff",
            label="internal",
            version=F.lit(version_of(staff)),
        )
    )


def click_floods(events: DataFrame, bots: Definition) -> DataFrame:
    """Addresses with more ad clicks within one clock hour than a person makes."""
    clicks = events.where((F.col("name") == "ad_click") & F.col("ip_key").isNotNull())
    hourly = clicks.groupBy("date", "ip_key", F.hour("occurred_at").alias("hour")).count()
    floods = hourly.where(F.col("count") > bots.body["max_ad_clicks_per_hour"]).select("date", "ip_key").distinct()
    version = F.lit(version_of(bots))
    return _verdicts(floods, "ip_key", F.lit("click_flood"), reason="bot", label="SIVT", version=version)


def flagged(events: DataFrame, staff: Definition, *, flag: str, kind: str) -> DataFrame:
    """Users or devices of events that carry `flag`."""
    theirs = events.where(F.col("flags").contains(flag) & F.col(kind).isNotNull()).select("date", kind).distinct()
    version = F.lit(version_of(staff))
    return _verdicts(theirs, kind, F.lit(flag), reason="staff", label="internal", version=version)


def reach(touched: Touched) -> Affected:
    """Days of changed events and impressions."""
    if touched.everything:
        return Affected(since=touched.since)
    return affected_by(*touched.keys(EVENTS, "date"), *touched.keys(IMPRESSIONS, "date"), since=touched.since)


def _verdicts(found: DataFrame, kind: str, rule: Column, *, reason: str, label: str, version: Column) -> DataFrame:
    return found.select(
        F.lit(kind).alias("kind"),
        F.col(kind).alias("key"),
        "date",
        F.lit(reason).alias("reason"),
        F.lit(label).alias("label"),
        rule.alias("rule"),
        version.alias("list_version"),
    )
