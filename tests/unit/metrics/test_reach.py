from datetime import date

import pytest

from clock import at
from tandem.changes import Affected, Touched
from tandem.metrics.reach import SOURCES, days_around, reach_days, touched_sources
from tandem.tables import AD_REPORTS, IMPRESSIONS, SESSIONS, VERDICTS

TENTH = date(2026, 3, 10)


def test_a_new_table_counts_everything():
    assert touched_sources(Touched(rows=None)) == SOURCES
    assert reach_days(Touched(rows=None, since=date(2026, 3, 1)), timezone="UTC") == Affected(since=date(2026, 3, 1))


@pytest.mark.parametrize(
    ("changed", "sources"),
    [([VERDICTS], ["impressions", "unlinked_clicks"]), ([SESSIONS, AD_REPORTS], ["sessions", "reports"])],
    ids=["a_verdict_alters_impressions", "each_table_its_source"],
)
def test_only_sources_with_changes_are_counted_again(changed, sources):
    touched = Touched(rows={table.full_name: None for table in changed})
    assert list(touched_sources(Touched(rows={name: object() for name in touched.rows}))) == sources


def test_changed_rows_reach_the_reporting_days_they_lie_on_or_lay_on(rows):
    touched = Touched(
        rows={
            IMPRESSIONS.full_name: rows(
                "occurred_at timestamp, date date", (at("23:30:00"), TENTH), (at("23:40:00"), TENTH)
            ),
            SESSIONS.full_name: rows("started_at timestamp", (at("20:00:00"),)),
        },
        left={SESSIONS.full_name: rows("started_at timestamp", (at("23:30:00"),))},
        since=date(2026, 3, 1),
    )

    affected = reach_days(touched, timezone="Europe/Kyiv")

    found = sorted((row.source, row.date) for row in affected.keys.collect())
    eleventh = date(2026, 3, 11)
    assert found == [("impressions", eleventh), ("sessions", TENTH), ("sessions", eleventh)]
    read = days_around(affected, "impressions")
    assert sorted(row.date for row in read.keys.collect()) == [TENTH, eleventh, date(2026, 3, 12)]
    assert read.since == date(2026, 2, 28)
