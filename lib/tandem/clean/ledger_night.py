"""Which delivery days the ledger counts again on a night, and from what."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched
from tandem.clean.events import timed
from tandem.clean.ledger import event_fates, impression_fates, state_fates
from tandem.clean.once import accepted, latest
from tandem.clean.rules import Read, Rules
from tandem.clean.states import STATES
from tandem.columns.verdicts import with_verdict
from tandem.contract import Table
from tandem.tables import (
    AD_REPORTS,
    CONVERSIONS,
    DELIVERIES,
    EVENTS,
    FEEDS,
    IMPRESSIONS,
    RAW_AD_REPORTS,
    RAW_EVENTS,
    RAW_IMPRESSIONS,
    RAW_ORDERS,
    VERDICTS,
)

LEDGER_INPUTS = (*FEEDS, DELIVERIES, EVENTS, IMPRESSIONS, VERDICTS, CONVERSIONS, AD_REPORTS)


def night_of_ledger(touched: Touched, read: Read, rules: Rules) -> tuple[DataFrame, Affected]:
    """Ledger rows of every feed and delivery day whose rows may have met another fate."""
    events, impressions = (
        big_feed(touched, read, RAW_EVENTS, EVENTS),
        big_feed(touched, read, RAW_IMPRESSIONS, IMPRESSIONS),
    )
    verdicts = read(VERDICTS)
    raw_events = read(RAW_EVENTS, within=events)
    event_days = on_days(touched, timed(raw_events, rules).select(F.to_date("true_at").alias("date")))
    raw_impressions = read(RAW_IMPRESSIONS, within=impressions)
    impression_days = on_days(touched, accepted(raw_impressions).select(F.to_date("occurred_at").alias("date")))
    parts = [
        event_fates(raw_events, read(EVENTS, within=event_days), verdicts, rules),
        impression_fates(raw_impressions, read(IMPRESSIONS, within=impression_days), verdicts),
        *(state_fates(feed, read(feed), kept) for feed, kept in states(read)),
    ]
    ledger = reduce(DataFrame.unionByName, parts)
    if touched.everything:
        return ledger, Affected()
    days = [of_feed(RAW_EVENTS, events), of_feed(RAW_IMPRESSIONS, impressions)]
    small = [of_feed(feed, Affected(read(feed).select("delivery_date"))) for feed, _ in states(read)]
    return ledger, Affected(reduce(DataFrame.unionByName, [*days, *small]).distinct())


def big_feed(touched: Touched, read: Read, feed: Table, clean: Table) -> Affected:
    """Delivery days of rows that are new, or whose clean row or verdict changed."""
    if touched.everything:
        return Affected()
    deliveries = F.broadcast(read(DELIVERIES).where(F.col("feed") == feed.name).select("delivery_id", "delivery_date"))
    changed = [
        rows.select("delivery_id")
        for rows in (touched.of(clean), judged_anew(touched, read, clean))
        if rows is not None
    ]
    days = [rows.join(deliveries, on="delivery_id", how="inner").select("delivery_date") for rows in changed]
    nothing = read(feed).limit(0).select("delivery_date")
    return Affected(reduce(DataFrame.unionByName, [*touched.keys(feed, "delivery_date"), *days], nothing).distinct())


def judged_anew(touched: Touched, read: Read, clean: Table) -> DataFrame | None:
    """Clean rows that a changed verdict speaks of."""
    changed = touched.of(VERDICTS)
    if changed is None:
        return None
    nearby = read(clean, within=Affected(changed.select("date").distinct()))
    return with_verdict(nearby, changed).where(F.col("verdict").isNotNull())


def on_days(touched: Touched, days: DataFrame) -> Affected:
    """All days, or those in `days`."""
    return Affected() if touched.everything else Affected(days.distinct())


def states(read: Read) -> list[tuple[Table, DataFrame]]:
    """Feeds of states with the raw rows, or rows made of them, that hold today."""
    whole = [(feed, latest(accepted(read(feed)), key=table.grain, by=by)) for table, feed, by in STATES]
    return [*whole, (RAW_AD_REPORTS, read(AD_REPORTS)), (RAW_ORDERS, read(CONVERSIONS))]


def of_feed(feed: Table, affected: Affected) -> DataFrame:
    """The ledger's scope for delivery days of one feed."""
    assert affected.keys is not None
    return affected.keys.select(F.lit(feed.name).alias("feed"), F.col("delivery_date").alias("date"))
