"""What a night makes of metrics.days and metrics.cohorts: the reporting days that changed, counted again together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from pyspark.sql import DataFrame

from tandem.changes import Affected, Touched, affected_by
from tandem.contract import Table
from tandem.metrics.cohort_counts import (
    OUTCOMES,
    build_cohorts,
    convert_clicks,
    follows_clicks,
    reach_cohorts,
    sources_of_cohorts,
)
from tandem.metrics.days import build_days
from tandem.metrics.outcomes import read_conversions
from tandem.metrics.reach import days_around, reach_days, touched_sources
from tandem.metrics.shown import add_up_shown, shown_by_ad, shown_by_lot
from tandem.tables import COHORTS, DAYS, IMPRESSIONS, VERDICTS

Read = Callable[..., DataFrame]


def nights_of_counts(
    days: Touched, cohorts: Touched, read: Read, hold: Callable[[DataFrame], DataFrame], *, timezone: str, through: date
) -> Iterator[tuple[Table, DataFrame, Affected]]:
    """Each of both tables that something touched, its rows that a night may alter, made anew, and which those are."""
    reached = {}
    if not days.nothing:
        reached[DAYS] = reach_days(days, timezone=timezone)
    if not cohorts.nothing:
        reached[COHORTS] = reach_cohorts(cohorts, timezone=timezone, through=through)
    if not reached:
        return
    nearby = either([days_around(affected, "impressions") for affected in reached.values()])
    # Both ask for it: impressions are most of all rows.
    shown = hold(add_up_shown(read(IMPRESSIONS, within=nearby), read(VERDICTS, within=nearby), timezone=timezone))
    if affected := reached.get(DAYS):
        rows = rows_around(affected, touched_sources(days), read, shown_by_ad(shown))
        verdicts = read(VERDICTS, within=days_around(affected, "unlinked_clicks"))
        yield DAYS, build_days(rows, verdicts, affected, timezone=timezone), affected
    if affected := reached.get(COHORTS):
        rows = rows_around(affected, sources_of_cohorts(cohorts), read, shown_by_lot(shown))
        if follows_clicks(cohorts):
            # All open click days: a journey does not tell which click it left.
            rows[OUTCOMES] = convert_clicks(*read_conversions(cohorts, read))
        verdicts = read(VERDICTS, within=days_around(affected, "unlinked_clicks"))
        yield COHORTS, build_cohorts(rows, verdicts, affected, timezone=timezone), affected


def rows_around(affected: Affected, sources: dict[str, Table], read: Read, shown: DataFrame) -> dict[str, DataFrame]:
    """Rows of each source that may lie on its affected reporting days; impressions as they are added up."""
    return {
        name: shown if table is IMPRESSIONS else read(table, within=days_around(affected, name))
        for name, table in sources.items()
    }


def either(parts: list[Affected]) -> Affected:
    """Days that one of `parts` takes, and perhaps more."""
    limits = [each.since for each in parts]
    since = None if None in limits else min(limit for limit in limits if limit)
    keys = [each.keys for each in parts if each.keys is not None]
    return affected_by(*keys, since=since) if len(keys) == len(parts) else Affected(since=since)
