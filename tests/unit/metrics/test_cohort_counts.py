from datetime import date

import pytest

from clock import at
from tandem.changes import Affected, Touched
from tandem.metrics.cohort_counts import build_cohorts, convert_clicks, reach_cohorts
from tandem.metrics.shown import add_up_shown, shown_by_lot
from tandem.tables import COHORTS, CREDITS, EVENTS, IMPRESSIONS, JOURNEYS, TOUCHES, VERDICTS
from unit.metrics.table_rows import of

TENTH, ELEVENTH, TWELFTH = (date(2026, 3, day) for day in (10, 11, 12))
ZONE = "Europe/Kyiv"
LATE = at("23:30:00")  # the 11th in Kyiv
AD = {"channel": "Display", "campaign_id": "c1", "date": TENTH, "occurred_at": LATE, "consent": "all"}
COUNTS = ("impressions", "ad_clicks", "converting_clicks")


@pytest.fixture
def sources(rows):
    """One day of each source, with what counts and what does not."""
    shown = {**AD, "agent_id": "person", "region": "GB", "audience": "broad", "device_class": "mobile"}
    click, unlinked = {**AD, "kind": "ad_click", "region": "GB"}, {**AD, "name": "ad_click", "agent_id": "person"}
    credit = {
        **{"touch_id": "1", "touched_at": LATE, "type": "purchase", "channel": "Display", "campaign_id": "c1"},
        **{"region": "GB", "audience": "broad", "device_class": "desktop"},
    }
    bought = {"first": at("09:00:00", "2026-03-12"), "again": at("10:00:00", "2026-03-15")}
    credits_ = [{**credit, "conversion_id": name, "converted_at": instant} for name, instant in bought.items()]
    journeys = [{"conversion_id": name, "last_click_id": "1"} for name in bought]
    return {
        "impressions": of(
            rows,
            IMPRESSIONS,
            {**shown, "impression_id": "1"},
            {**shown, "impression_id": "2", "region": None},
            {**shown, "impression_id": "3", "audience": "similar", "device_class": "tablet"},
            {**shown, "impression_id": "4", "agent_id": "crawler"},
        ),
        "clicks": of(
            rows,
            TOUCHES,
            {**click, "touch_id": "1", "audience": "broad"},
            {**click, "touch_id": "2", "audience": None},
            {**click, "touch_id": "3", "kind": "visit"},
            {**click, "touch_id": "4", "excluded_by": "staff"},
            {**click, "touch_id": "5", "campaign_id": None},
        ),
        "unlinked_clicks": of(
            rows,
            EVENTS,
            {**unlinked, "event_id": "1", "region": "US-CA"},
            {**unlinked, "event_id": "2", "device_id": "d"},
            {**unlinked, "event_id": "3", "name": "view"},
        ),
        "outcomes": convert_clicks(of(rows, CREDITS, *credits_), of(rows, JOURNEYS, *journeys)),
    }


@pytest.fixture
def verdicts(rows):
    return of(rows, VERDICTS, {"kind": "agent_id", "key": "crawler", "date": TENTH, "rule": "bots"})


def counted_of(sources, verdicts):
    shown = add_up_shown(sources["impressions"], verdicts, timezone=ZONE)
    return build_cohorts({**sources, "impressions": shown_by_lot(shown)}, verdicts, Affected(), timezone=ZONE)


def counts_of(counted):
    names = ("source", "dimension", "value")
    return {tuple(row[n] for n in names): tuple(row[n] for n in COUNTS) for row in counted.collect()}


def test_every_source_is_counted_once_by_each_dimension(sources, verdicts):
    counted = COHORTS.conform(counted_of(sources, verdicts))

    assert counts_of(counted) == {
        ("impressions", "region", "GB"): (2, 0, 0),
        ("impressions", "region", ""): (1, 0, 0),
        ("impressions", "audience", "broad"): (2, 0, 0),
        ("impressions", "audience", "similar"): (1, 0, 0),
        ("impressions", "device_class", "mobile"): (2, 0, 0),
        ("impressions", "device_class", "tablet"): (1, 0, 0),
        ("clicks", "region", "GB"): (0, 2, 0),
        ("clicks", "audience", "broad"): (0, 1, 0),
        ("clicks", "audience", ""): (0, 1, 0),
        ("clicks", "device_class", ""): (0, 2, 0),
        ("unlinked_clicks", "region", "US-CA"): (0, 1, 0),
        ("unlinked_clicks", "audience", ""): (0, 1, 0),
        ("unlinked_clicks", "device_class", ""): (0, 1, 0),
        ("outcomes", "region", "GB"): (0, 0, 1),
        ("outcomes", "audience", "broad"): (0, 0, 1),
        ("outcomes", "device_class", "desktop"): (0, 0, 1),
    }


def test_days_are_reporting_days_and_outcomes_tell_both_of_theirs(sources, verdicts):
    counted = counted_of(sources, verdicts).collect()

    assert {row["date"] for row in counted} == {ELEVENTH}
    assert {(row["source"], row["conversion_date"], row["type"]) for row in counted} == {
        ("impressions", ELEVENTH, ""),
        ("clicks", ELEVENTH, ""),
        ("unlinked_clicks", ELEVENTH, ""),
        ("outcomes", TWELFTH, "purchase"),
    }


def test_a_region_more_adds_rows_and_an_event_more_adds_none(verdicts, rows):
    shown = {**AD, "region": "GB", "audience": "broad"}
    thousand = of(rows, IMPRESSIONS, *({**shown, "impression_id": str(number)} for number in range(1000)))
    other = thousand.unionByName(of(rows, IMPRESSIONS, {**shown, "impression_id": "x", "region": "NL"}))

    few, more = (counted_of({"impressions": frame}, verdicts).count() for frame in (thousand, other))

    assert (few, more) == (3, 4)


def test_ads_are_counted_by_lot_of_devices_where_one_is_known(verdicts, rows):
    shown = {**AD, "region": "GB"}
    devices = [*(f"d{number}" for number in range(200)), None, None]
    given = of(rows, IMPRESSIONS, *({**shown, "impression_id": str(n), "device_id": d} for n, d in enumerate(devices)))
    again = of(rows, IMPRESSIONS, {**shown, "impression_id": "x", "device_id": "d7"})

    def lots(frame):
        counted = counted_of({"impressions": frame}, verdicts)
        return {row.bucket: row.impressions for row in counted.where("dimension = 'region'").collect()}

    of_all, of_one = lots(given), lots(again)
    assert set(of_all) == set(range(-1, 20))
    assert (of_all.pop(-1), sum(of_all.values())) == (2, 200)
    assert max(of_all.values()) < 30
    assert lots(given.unionByName(again)) == {**of_all, -1: 2, **{lot: of_all[lot] + 1 for lot in of_one}}


def test_a_changed_credit_reaches_all_open_click_days_and_no_other_source(rows):
    touched = Touched({CREDITS.full_name: of(rows, CREDITS, {"conversion_id": "1"})}, since=TENTH)

    affected = reach_cohorts(touched, timezone=ZONE, through=ELEVENTH)

    assert affected.since == TENTH
    assert sorted((row.source, row.date) for row in affected.keys.collect()) == [
        ("outcomes", day) for day in (TENTH, ELEVENTH, TWELFTH)
    ]


def test_a_changed_impression_reaches_its_reporting_day_alone(rows):
    changed = rows("occurred_at timestamp, date date", (LATE, TENTH))

    affected = reach_cohorts(Touched({IMPRESSIONS.full_name: changed}, since=TENTH), timezone=ZONE, through=TWELFTH)

    assert [tuple(row) for row in affected.keys.collect()] == [("impressions", ELEVENTH)]


def test_a_new_table_counts_everything():
    assert reach_cohorts(Touched(rows=None, since=TENTH), timezone=ZONE, through=TWELFTH) == Affected(since=TENTH)
