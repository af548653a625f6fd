"""What a night makes of each clean table: its new rows, and which standing rows they replace.

Events and impressions grow by the rows that arrived. A standing row of theirs is replaced in two cases only: an
earlier copy of it arrived late, or a rate or campaign that it was looked up in changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched, affected_by, settled
from tandem.clean import events as event_rules
from tandem.clean import impressions as impression_rules
from tandem.clean.conversions import LINK_DAYS, build_conversions
from tandem.clean.events import believed, build_events
from tandem.clean.impressions import build_impressions
from tandem.clean.once import accepted, dethroned, find_copies
from tandem.clean.renewed import renewed_events, renewed_impressions
from tandem.clean.rules import Read, Rules
from tandem.clean.states import build_ad_reports
from tandem.clean.verdicts import build_verdicts, reach, widened
from tandem.contract import Table
from tandem.tables import (
    CAMPAIGNS,
    CREATIVES,
    EVENTS,
    FX_RATES,
    IMPRESSIONS,
    LEADS,
    RAW_AD_REPORTS,
    RAW_EVENTS,
    RAW_IMPRESSIONS,
    RAW_ORDERS,
    VERDICTS,
)


def night_of_events(touched: Touched, read: Read, rules: Rules) -> tuple[DataFrame, Affected]:
    """New and replaced rows of clean.events, and the ids of the standing rows that they replace."""
    standing, campaigns, rates = read(EVENTS), read(CAMPAIGNS), read(FX_RATES)
    arrived = arrivals(touched, RAW_EVENTS, read)
    copies = copies_among(believed(arrived, rules), touched, standing, key="event_id", first_by=event_rules.FIRST_BY)
    fresh = build_events(arrived, copies, campaigns, rates, rules)
    if touched.everything:
        return fresh, touched.open_days
    renewed = renewed_events(touched, read, campaigns, rates, rules)
    return merged(fresh, renewed, dethroned(copies, key="event_id"), key="event_id")


def night_of_impressions(touched: Touched, read: Read, rules: Rules) -> tuple[DataFrame, Affected]:
    """New and replaced rows of clean.impressions, and the ids of the standing rows that they replace."""
    standing, campaigns = read(IMPRESSIONS), read(CAMPAIGNS)
    arrived, first_by = arrivals(touched, RAW_IMPRESSIONS, read), impression_rules.FIRST_BY
    copies = copies_among(accepted(arrived), touched, standing, key="impression_id", first_by=first_by)
    fresh = build_impressions(arrived, copies, campaigns, rules)
    if touched.everything:
        return fresh, touched.open_days
    renewed = renewed_impressions(touched, standing)
    return merged(fresh, renewed, dethroned(copies, key="impression_id"), key="impression_id")


def night_of_verdicts(touched: Touched, read: Read, rules: Rules) -> tuple[DataFrame, Affected]:
    """Verdicts of every day that changed events or impressions bear on."""
    affected = reach(touched, rules.bots)
    nearby = widened(affected, rules.bots)
    verdicts = build_verdicts(read(EVENTS, within=nearby), read(IMPRESSIONS, within=nearby), rules)
    return affected.restrict(verdicts), affected


def night_of_conversions(touched: Touched, read: Read, rules: Rules) -> tuple[DataFrame, Affected]:
    """Conversions of all open days: an order may come, change or find its event on any of them."""
    affected = touched.open_days
    events = read(EVENTS, within=affected.widened(days_before=LINK_DAYS))
    verdicts, rates, leads = read(VERDICTS), read(FX_RATES), read(LEADS, within=affected)
    return build_conversions(read(RAW_ORDERS), events, verdicts, rates, leads, rules), affected


def night_of_ad_reports(touched: Touched, read: Read, rules: Rules) -> tuple[DataFrame, Affected]:
    """Ad reports of all open days: platforms restate theirs for weeks."""
    affected = touched.open_days
    campaigns, creatives, rates = (read(table) for table in (CAMPAIGNS, CREATIVES, FX_RATES))
    return build_ad_reports(read(RAW_AD_REPORTS), campaigns, creatives, rates, rules), affected


def arrivals(touched: Touched, feed: Table, read: Read) -> DataFrame:
    """Raw rows to clean: all, those that changed, or none."""
    if touched.everything:
        return read(feed)
    changed = touched.of(feed)
    return read(feed).limit(0) if changed is None else changed


def copies_among(
    arrived: DataFrame, touched: Touched, standing: DataFrame, *, key: str, first_by: Sequence[str]
) -> DataFrame:
    """What `find_copies` finds among all rows, or among a night's arrivals and what stands; of these few, literals."""
    if touched.everything:
        return find_copies(arrived, None, key=key, first_by=first_by)
    return settled(find_copies(arrived, standing, key=key, first_by=first_by))


def merged(fresh: DataFrame, renewed: list[DataFrame], beaten: DataFrame, *, key: str) -> tuple[DataFrame, Affected]:
    """Fresh rows and those renewed rows that no earlier copy beats, and the ids of all standing rows they replace."""
    others = [settled(rows.join(F.broadcast(beaten), on=key, how="left_anti")) for rows in renewed]
    replaced = affected_by(beaten.select(key), *(rows.select(key) for rows in others), since=None)
    return reduce(DataFrame.unionByName, others, fresh), replaced
