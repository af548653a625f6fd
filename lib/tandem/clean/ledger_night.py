"""Which delivery days the ledger counts again on a night, and from what."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched, affected_by
from tandem.clean.events import timed
from tandem.clean.ledger import event_fates, impression_fates, state_fates
from tandem.clean.once import accepted, latest
from tandem.clean.rules import Read, Rules
from tandem.clean.states import STATES
from tandem.columns.verdicts import KINDS, ONE_EVENT, spoken_of
from tandem.contract import Table
from tandem.tables import (
    AD_REPORTS,
    CONVERSIONS,
    DELIVERIES,
    EVENTS,
    FEEDS,
    IMPRESSIONS,
    LEADS,
    RAW_AD_REPORTS,
    RAW_EVENTS,
    RAW_IMPRESSIONS,
    RAW_LEADS,
    RAW_ORDERS,
    VERDICTS,
)

MADE = {RAW_AD_REPORTS: AD_REPORTS, RAW_ORDERS: CONVERSIONS, RAW_LEADS: LEADS}
LEDGER_INPUTS = (*FEEDS, DELIVERIES, EVENTS, IMPRESSIONS, VERDICTS, LEADS, CONVERSIONS, AD_REPORTS)


def night_of_ledger(touched: Touched, read: Read, rules: Rules) -> tuple[DataFrame, Affected]:
    """Ledger rows of every feed and delivery day whose rows may have met another fate."""
    verdicts = read(VERDICTS)
    events, impressions = (
        days_of(touched, read, *each) for each in ((RAW_EVENTS, EVENTS), (RAW_IMPRESSIONS, IMPRESSIONS))
    )
    raw_events, raw_impressions = read(RAW_EVENTS, within=events), read(RAW_IMPRESSIONS, within=impressions)
    event_days = true_days(touched, timed(accepted(raw_events), rules).select(F.to_date("true_at").alias("date")))
    impression_days = true_days(touched, accepted(raw_impressions).select(F.to_date("occurred_at").alias("date")))
    states = [(feed, read(feed), kept) for feed, kept in changed_states(touched, read)]
    ledger = [
        event_fates(raw_events, read(EVENTS, within=event_days), verdicts, rules),
        impression_fates(raw_impressions, read(IMPRESSIONS, within=impression_days), verdicts, rules),
        *(state_fates(*each) for each in states),
    ]
    delivered = [
        (RAW_EVENTS, events.keys),
        (RAW_IMPRESSIONS, impressions.keys),
        *((feed, raw) for feed, raw, _ in states),
    ]
    scopes = [of_feed(feed, days) for feed, days in delivered if days is not None]
    affected = Affected() if touched.everything else affected_by(*scopes, since=None)
    return reduce(DataFrame.unionByName, ledger), affected


def days_of(touched: Touched, read: Read, feed: Table, clean: Table) -> Affected:
    """Delivery days of rows that are new, or whose clean row or verdict changed."""
    if touched.everything:
        return Affected()
    deliveries = F.broadcast(read(DELIVERIES).where(F.col("feed") == feed.name).select("delivery_id", "delivery_date"))
    # A copy that came earlier than the row that stood makes that row's delivery hold one more duplicate.
    changed = [
        rows.select("delivery_id")
        for rows in (touched.of(clean), judged_anew(touched, read, clean))
        if rows is not None
    ]
    days = [rows.join(deliveries, on="delivery_id", how="inner").select("delivery_date") for rows in changed]
    none = read(feed).limit(0).select("delivery_date")
    return affected_by(none, *touched.keys(feed, "delivery_date"), *days, since=None)


def judged_anew(touched: Touched, read: Read, clean: Table) -> DataFrame | None:
    """Clean rows that a changed verdict speaks of; None when no verdict changed."""
    changed = touched.of(VERDICTS)
    if changed is None:
        return None
    nearby = read(clean, within=affected_by(changed.select("date"), since=None))
    return spoken_of(nearby, changed, (*KINDS, *ONE_EVENT))


def true_days(touched: Touched, days: DataFrame) -> Affected:
    """Days to look for the clean rows of deliveries: all, or those in `days`."""
    return Affected() if touched.everything else affected_by(days, since=None)


def changed_states(touched: Touched, read: Read) -> list[tuple[Table, DataFrame]]:
    """Feeds of states that changed, with the raw rows that hold today, or clean rows that name their delivery."""
    made = {**{feed: table for table, feed, _ in STATES}, **MADE}
    holding = {feed: latest(accepted(read(feed)), key=table.grain, by=by) for table, feed, by in STATES}
    kept = {**holding, **{feed: read(table) for feed, table in MADE.items()}}
    return [
        (feed, kept[feed])
        for feed, table in made.items()
        if touched.everything or touched.of(feed) is not None or touched.of(table) is not None
    ]


def of_feed(feed: Table, days: DataFrame) -> DataFrame:
    """The ledger's scope for the delivery days of one feed."""
    return days.select(F.lit(feed.name).alias("feed"), F.col("delivery_date").alias("date"))
