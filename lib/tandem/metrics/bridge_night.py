"""What a night makes of metrics.bridge: the days that changed, and the months they lie in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched, affected_by, settled
from tandem.definitions import Definition
from tandem.metrics.bridge import DAY, MONTH, build_days, build_months, count_slots
from tandem.metrics.platforms import read_platforms
from tandem.metrics.reach import around
from tandem.tables import AD_REPORTS, BRIDGE, CAMPAIGNS, DAYS, EVENTS, IMPRESSIONS, TOUCHES, VERDICTS

BRIDGED = (IMPRESSIONS, TOUCHES, EVENTS, VERDICTS, AD_REPORTS)
COUNTED = (IMPRESSIONS, TOUCHES, EVENTS, AD_REPORTS)
Read = Callable[..., DataFrame]


def night_of_bridge(
    touched: Touched, read: Read, definition: Definition, *, timezone: str
) -> tuple[DataFrame, Affected]:
    """New and replaced rows of metrics.bridge, and which those are.

    Months are summed from the day rows that stand and those made tonight, so no day is counted again for them.
    """
    platforms, days = read_platforms(definition), reach_bridge(touched, read)
    nearby = days.widened(days_before=1, days_after=1)
    rows = {table.name: read(table, within=nearby) for table in COUNTED}
    campaigns, reports = read(CAMPAIGNS), rows[AD_REPORTS.name]
    slots = count_slots(rows, read(VERDICTS, within=nearby), campaigns, platforms).persist()
    made = build_days(slots, reports, campaigns, platforms, timezone=timezone)
    fresh = settled(days.restrict(made).select(*BRIDGE.column_names))
    slots.unpersist()
    standing = untouched(read(BRIDGE).where(F.col("period") == DAY), days)
    months = build_months(standing.unionByName(fresh)).select(*BRIDGE.column_names)
    affected = with_months(days)
    return affected.restrict(fresh.unionByName(months)), affected


def reach_bridge(touched: Touched, read: Read) -> Affected:
    """Days that a changed row may be counted on, by whatever timezone; of a changed campaign all days it ran on."""
    if touched.everything:
        return touched.open_days
    nearby = F.explode(around("date", days=1)).alias("date")
    is_click = {TOUCHES: F.col("kind") == "ad_click", EVENTS: F.col("name") == "ad_click"}
    clicks = [changed.where(which) for table, which in is_click.items() if (changed := touched.of(table)) is not None]
    keys = [
        *(key for table in (IMPRESSIONS, VERDICTS) for key in touched.keys(table, nearby)),
        *(rows.select(nearby).distinct() for rows in clicks),
        *touched.keys(AD_REPORTS, "date"),
    ]
    if (changed := touched.of(CAMPAIGNS)) is not None:
        ran = read(DAYS, within=touched.open_days).join(F.broadcast(changed), on="campaign_id", how="left_semi")
        keys.append(ran.select(nearby).distinct())
    return affected_by(*keys, since=touched.since)


def untouched(standing: DataFrame, days: Affected) -> DataFrame:
    """The day rows that this night leaves as they are: those of other days, and of closed ones."""
    is_closed = F.lit(False) if days.since is None else F.col("date") < F.lit(days.since)
    if days.keys is None:
        return standing.where(is_closed)
    others = standing.join(F.broadcast(days.keys), on="date", how="left_anti")
    return others.unionByName(standing.where(is_closed)).distinct()


def with_months(days: Affected) -> Affected:
    """The day rows of `days`, and the rows of all open months to the last of them: a report tells which are missing."""
    if days.keys is None:
        return Affected(since=days.since)
    reached = sorted(days.days or ())
    ends = month_ends(min([*reached[:1], *([days.since] if days.since else [])]), reached[-1]) if reached else []
    keys = [*((DAY, day) for day in reached), *((MONTH, end) for end in ends)]
    both = days.keys.sparkSession.createDataFrame(keys, "period string, date date")
    return Affected(both, days.since, frozenset({*reached, *ends}))


def month_ends(first: date, last: date) -> list[date]:
    """Last days of the months from that of `first` to that of `last`."""
    months = range(first.year * 12 + first.month, last.year * 12 + last.month + 1)
    return [date(month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in months]
