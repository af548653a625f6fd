"""Which reporting days of which source a night can alter."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched, affected_by
from tandem.columns.reporting import reporting_day
from tandem.tables import AD_REPORTS, CONVERSIONS, EVENTS, IMPRESSIONS, SESSIONS, TOUCHES, VERDICTS, Table

SOURCES: dict[str, Table] = {
    "impressions": IMPRESSIONS,
    "clicks": TOUCHES,
    "unlinked_clicks": EVENTS,
    "sessions": SESSIONS,
    "conversions": CONVERSIONS,
    "reports": AD_REPORTS,
}
JUDGED = ("impressions", "unlinked_clicks")  # sources whose verdicts are joined here


def touched_sources(touched: Touched) -> dict[str, Table]:
    """The sources that have to be counted again; a verdict alters what is judged here."""
    if touched.everything:
        return SOURCES
    changed = {name for name, table in SOURCES.items() if touched.of(table) is not None}
    if touched.of(VERDICTS) is not None:
        changed |= set(JUDGED)
    return {name: table for name, table in SOURCES.items() if name in changed}


def reach_days(touched: Touched, *, timezone: str) -> Affected:
    """Sources and reporting days on which changed rows lie, and lay before they changed."""
    if touched.everything:
        return touched.open_days
    return affected_by(*keys_of_days(touched, timezone=timezone), since=touched.since)


def keys_of_days(touched: Touched, *, timezone: str) -> list[DataFrame]:
    """Source and reporting day of what changed or went, a frame each."""
    changed_events = touched.of(EVENTS)
    clicks = None if changed_events is None else changed_events.where(F.col("name") == "ad_click")
    day = reporting_day("occurred_at", timezone)
    return [
        *_keys(touched.of(IMPRESSIONS), "impressions", day),
        *(key for name in JUDGED for key in _keys(touched.of(VERDICTS), name, F.explode(around("date", days=1)))),
        *_keys(clicks, "unlinked_clicks", day),
        *_keys(touched.of(TOUCHES), "clicks", day),
        *_keys(touched.of(SESSIONS), "sessions", reporting_day("started_at", timezone)),
        *_keys(touched.of(CONVERSIONS), "conversions", day),
        *_keys(touched.of(AD_REPORTS), "reports", F.col("date")),
    ]


def days_around(affected: Affected, *sources: str) -> Affected:
    """The UTC days on which the affected rows of `sources` may lie."""
    if affected.keys is None:
        return affected.widened(days_before=1)
    days = affected.keys.where(F.col("source").isin(*sources)).select("date")
    return Affected(days, affected.since).widened(days_before=1, days_after=1)


def around(day: str, *, days: int) -> Column:
    """Days up to `days` before and after."""
    return F.sequence(F.date_sub(day, days), F.date_add(day, days))


def _keys(changed: DataFrame | None, source: str, day: Column) -> list[DataFrame]:
    if changed is None:
        return []
    return [changed.select(F.lit(source).alias("source"), day.alias("date")).distinct()]
