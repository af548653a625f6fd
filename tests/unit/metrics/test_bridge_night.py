"""What a night makes of metrics.bridge equals a rebuild on open days, and leaves closed ones."""

from __future__ import annotations

import random
from datetime import date

import pytest

from tandem.changes import Affected, Touched
from tandem.definitions import load_definition
from tandem.metrics import night_of_bridge
from tandem.shipped import conf_folder
from tandem.tables import AD_REPORTS, BRIDGE, CAMPAIGNS, DAYS, EVENTS, IMPRESSIONS, TOUCHES, VERDICTS
from unit.metrics.table_rows import of
from unit.metrics.test_bridge import random_rows

TABLES = {"impressions": IMPRESSIONS, "touches": TOUCHES, "events": EVENTS}
TABLES |= {"ad_reports": AD_REPORTS, "verdicts": VERDICTS, "campaigns": CAMPAIGNS}
OPEN_FROM = date(2026, 3, 27)


@pytest.fixture(scope="module")
def given():
    named = random_rows(random.Random(7))
    names = {"plain": "google", "greedy": "microsoft"}
    for table in ("ad_reports", "campaigns"):
        named[table] = [row | {"platform": names.get(row["platform"], row["platform"])} for row in named[table]]
    return named


def night(rows, given, touched, standing=()):
    """Rows of metrics.bridge after a night, and of which (period, date) it replaced rows."""
    frames = {table: of(rows, table, *given.get(name, ())) for name, table in TABLES.items()}
    days = [{"date": row["date"], "campaign_id": row["campaign_id"]} for row in given["impressions"]]
    frames |= {BRIDGE: rows(BRIDGE.promise, *standing), DAYS: of(rows, DAYS, *days)}

    def read(table, within=None):
        return (within or Affected()).restrict(frames[table], day=table.partition)

    definition = load_definition(conf_folder() / "platforms.yml")
    frame, affected = night_of_bridge(touched, read, definition, timezone="Europe/Amsterdam")
    made = [tuple(row) for row in BRIDGE.conform(frame).collect()]
    replaced = {tuple(row[:2]) for row in affected.restrict(frames[BRIDGE]).select("period", "date").collect()}
    kept = [row for row in map(tuple, standing) if row[:2] not in replaced]
    return sorted([*kept, *made], key=str), {row[:2] for row in made}


def changed(rows, **given):
    """Touched rows by table."""
    frames = {TABLES[name].full_name: of(rows, TABLES[name], *data) for name, data in given.items()}
    return Touched(frames, since=OPEN_FROM)


def test_rows_that_change_lead_to_the_tables_of_a_rebuild(rows, given):
    late = [row for row in given["impressions"] if row["date"] == date(2026, 4, 2)]
    told = [row for row in given["ad_reports"] if row["date"] == date(2026, 3, 29)]
    earlier = given | {
        "impressions": [row for row in given["impressions"] if row not in late],
        "ad_reports": [row for row in given["ad_reports"] if row not in told],
    }
    before, _ = night(rows, earlier, Touched(None))

    after, made = night(rows, given, changed(rows, impressions=late, ad_reports=told), before)

    assert len(late) > 50
    assert len(told) > 2
    assert after == night(rows, given, Touched(None))[0]
    assert after != before
    assert made == {
        *(("day", date(2026, 4, day)) for day in (1, 2, 3)),
        *(("day", date(2026, 3, 29)), ("month", date(2026, 3, 31)), ("month", date(2026, 4, 30))),
    }


def test_a_report_after_a_silence_tells_in_every_open_month_which_days_are_missing(rows, given):
    first = date(2026, 3, 31)
    silent = given | {"ad_reports": [row for row in given["ad_reports"] if row["date"] < first]}
    again = [row for row in given["ad_reports"] if row["date"] == date(2026, 4, 8)]
    before, _ = night(rows, silent, Touched(None))
    told = silent | {"ad_reports": [*silent["ad_reports"], *again]}

    after, made = night(rows, told, changed(rows, ad_reports=again), before)

    assert after == night(rows, told, Touched(None))[0]
    assert made == {("day", date(2026, 4, 8)), ("month", date(2026, 3, 31)), ("month", date(2026, 4, 30))}
    march = [[row for row in side if row[:2] == ("month", date(2026, 3, 31))] for side in (before, after)]
    assert march[0] != march[1]


def test_a_closed_day_stands_and_its_month_keeps_its_counts(rows, given):
    before, _ = night(rows, given, Touched(None))
    missed = [row for row in given["ad_reports"] if row["date"] == date(2026, 3, 25)]
    later = given | {"ad_reports": [row for row in given["ad_reports"] if row not in missed]}

    after, made = night(rows, later, changed(rows, ad_reports=missed), before)

    assert missed
    assert after == before
    assert made == {("month", date(2026, 3, 31))}


def test_another_definition_counts_all_open_days_anew_and_no_closed_one(rows, given):
    before, _ = night(rows, given, Touched(None))

    after, made = night(rows, given, Touched(None, since=OPEN_FROM), before)

    assert after == before
    assert min(day for period, day in made if period == "day") == OPEN_FROM


def test_a_campaign_that_moves_to_another_account_is_counted_anew_on_the_days_it_ran(rows, given):
    before, _ = night(rows, given, Touched(None))
    moved = {"campaign_id": "c2", "platform": "google", "account_id": "p"}
    later = given | {"campaigns": [moved, *(row for row in given["campaigns"] if row["campaign_id"] != "c2")]}

    after, _ = night(rows, later, Touched({CAMPAIGNS.full_name: of(rows, CAMPAIGNS, moved)}), before)

    assert after == night(rows, later, Touched(None))[0] != before
