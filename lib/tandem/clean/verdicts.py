"""clean.verdicts: which keys of a day are not customers. Events are never rewritten; verdicts are joined when read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.agents import LIST_RULE, list_version_of
from tandem.changes import Affected, Touched, affected_by
from tandem.clean.agents import judged
from tandem.clean.clicks import DAYS_AROUND, judge_clicks
from tandem.clean.devices import is_in
from tandem.clean.rules import Rules
from tandem.clean.verdict_rows import said, verdict
from tandem.columns.flags import OF_STAFF
from tandem.columns.verdicts import CLEARED
from tandem.definitions import Definition, version_of
from tandem.tables import EVENTS, IMPRESSIONS, VERDICTS

SEEN = ("date", "user_agent", "agent_id", "ip_network")


def build_verdicts(events: DataFrame, impressions: DataFrame, rules: Rules) -> DataFrame:
    """One row per key and day that a rule sets aside; of several rules the smallest name.

    A day also needs the rows of the days around it that `widened` names.
    """
    seen = events.select(*SEEN).unionByName(impressions.select(*SEEN))
    found = [
        robots(seen, rules.bots),
        networks(seen, rules),
        give_themselves_away(events, rules),
        judge_clicks(events, impressions, rules.bots),
    ]
    is_cleared = (F.col("rule") == CLEARED).alias("is_cleared")
    first = F.min(F.struct(is_cleared, "rule", "reason", "label", "list_version")).alias("first")
    chosen = reduce(DataFrame.unionByName, found).groupBy("kind", "key", "date").agg(first)
    return chosen.select("kind", "key", "date", "first.*").select(*VERDICTS.column_names)


def robots(seen: DataFrame, bots: Definition) -> DataFrame:
    """User agents of robots. No agent is no verdict: server-side conversions have none."""
    agents = seen.where(F.col("user_agent").isNotNull()).select("date", "agent_id", "user_agent").distinct()
    listed = F.lit(list_version_of(LIST_RULE, bots))
    version = F.when(F.col("rule") == LIST_RULE, listed).otherwise(F.lit(version_of(bots)))
    is_robot = verdict("agent_id", F.lit(True), rule=F.col("rule"), reason="bot", label="GIVT", version=version)
    return judged(agents, bots).transform(said, is_robot)


def networks(seen: DataFrame, rules: Rules) -> DataFrame:
    """Networks of data centres and of our own offices."""
    present = seen.where(F.col("ip_network").isNotNull()).select("date", "ip_network").distinct()
    bots, staff = rules.bots, rules.staff
    is_machines = is_in(F.col("ip_network"), bots.body["data_centres"], where=f"{bots.path}: data_centres")
    is_office = is_in(F.col("ip_network"), staff.body["networks"], where=f"{staff.path}: networks")
    rule, of_bots, of_staff = "data_centre", version_of(bots), version_of(staff)
    return present.transform(
        said,
        verdict("ip_network", is_machines, rule=rule, reason=rule, label="GIVT", version=of_bots),
        verdict("ip_network", is_office, rule="staff_network", reason="staff", label="internal", version=of_staff),
    )


def give_themselves_away(events: DataFrame, rules: Rules) -> DataFrame:
    """Users and devices of our own, by the flags of their events, and devices and addresses that read robots' pages."""
    bots, staff = version_of(rules.bots), version_of(rules.staff)
    reads = is_page(F.col("landing_page"), rules.bots.body["robots_pages"])
    few = events.where(F.col("flags").isNotNull() | reads)  # so that no list is made of the others
    return few.transform(
        said,
        *(
            verdict(kind, F.col("flags").contains(flag), rule=flag, reason="staff", label="internal", version=staff)
            for flag, kind in OF_STAFF.items()
        ),
        *(
            verdict(kind, reads, rule="robots_page", reason="bot", label="GIVT", version=bots)
            for kind in ("device_id", "ip_key")
        ),
    )


def is_page(landing_page: Column, paths: Sequence[str]) -> Column:
    """Host and path of an address end, after the host, in one of `paths`; false for null."""
    if not paths:
        return F.lit(False)
    ends = reduce(Column.__or__, map(landing_page.endswith, paths))  # few do: the others need no pattern
    is_whole = landing_page.rlike(f"^[^/]*(?:{'|'.join(map(re.escape, paths))})$")
    return F.coalesce(ends & is_whole, F.lit(False))


def reach(touched: Touched, bots: Definition) -> Affected:
    """Days of changed events and impressions, and the days around them whose clicks they bear on."""
    if touched.everything:
        return touched.open_days
    days = [*touched.keys(EVENTS, "date"), *touched.keys(IMPRESSIONS, "date")]
    nearby = affected_by(*days, since=None).widened(days_before=DAYS_AROUND, days_after=looks_back(bots))
    return replace(nearby, since=touched.since)


def widened(affected: Affected, bots: Definition) -> Affected:
    """Days of the events and impressions that the verdicts of `affected` days are made of."""
    return affected.widened(days_before=looks_back(bots), days_after=DAYS_AROUND)


def looks_back(bots: Definition) -> int:
    """How many days before its own a verdict looks."""
    return max(DAYS_AROUND, int(bots.body["clicks_without_impressions"]["days_before"]))
