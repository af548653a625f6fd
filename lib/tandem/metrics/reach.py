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


def reach_days(touched: Touched, *, timezone: str, order_wait_days: int) -> Affected:
    """Sources and reporting days on which changed rows lie, or lay before they changed."""
    if touched.everything:
        return touched.open_days
    return affected_by(*keys_of_days(touched, timezone=timezone, order_days=order_wait_days + 1), since=touched.since)


def keys_of_days(touched: Touched, *, timezone: str, order_days: int = 0) -> list[DataFrame]:
    """Source and reporting day of what changed, a frame each; an order moves its conversion by up to `order_days`."""
    changed_events = touched.of(EVENTS)
    clicks = None if changed_events is None else changed_events.where(F.col("name") == "ad_click")
    return [
        *_keys(touched.of(IMPRESSIONS), "impressions", F.explode(days_lain_on("occurred_at", timezone))),
        *(key for name in JUDGED for key in _keys(touched.of(VERDICTS), name, F.explode(around("date", days=1)))),
        *_keys(clicks, "unlinked_clicks", F.explode(days_lain_on("occurred_at", timezone))),
        *_keys(touched.of(TOUCHES), "clicks", F.explode(days_lain_on("occurred_at", timezone))),
        *_keys(touched.of(SESSIONS), "sessions", F.explode(days_of_session(timezone))),
        *_keys(touched.of(CONVERSIONS), "conversions", F.explode(around("date", days=order_days))),
        *_keys(touched.of(AD_REPORTS), "reports", F.col("date")),
    ]


def days_around(affected: Affected, *sources: str) -> Affected:
    """The UTC days on which the affected rows of `sources` may lie."""
    if affected.keys is None:
        return affected.widened(days_before=1)
    days = affected.keys.where(F.col("source").isin(*sources)).select("date")
    return Affected(days, affected.since).widened(days_before=1, days_after=1)


def days_lain_on(instant: str, timezone: str) -> Column:
    """The reporting day of a row; of one that stands here for the UTC day that it left, those that day touches."""
    has_left = F.to_date(instant) != F.col("date")
    return F.when(has_left, around("date", days=1)).otherwise(F.array(reporting_day(instant, timezone)))


def days_of_session(timezone: str) -> Column:
    """Days a session lies or lay on, and those up to its end: one that grew backwards has absorbed what began there."""
    spanned = F.sequence(reporting_day("started_at", timezone), reporting_day("ended_at", timezone))
    return F.array_union(spanned, days_lain_on("started_at", timezone))


def around(day: str, *, days: int) -> Column:
    """Days up to `days` before and after: an order that arrives moves its conversion to its own instant."""
    return F.sequence(F.date_sub(day, days), F.date_add(day, days))


def _keys(changed: DataFrame | None, source: str, day: Column) -> list[DataFrame]:
    if changed is None:
        return []
    return [changed.select(F.lit(source).alias("source"), day.alias("date")).distinct()]
