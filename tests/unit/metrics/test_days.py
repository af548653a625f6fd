from datetime import date

from clock import at
from tandem.changes import Affected
from tandem.columns.reporting import key_of_night
from tandem.metrics.days import build_days, sum_reports
from tandem.metrics.shown import add_up_shown, shown_by_ad
from tandem.tables import AD_REPORTS, CONVERSIONS, DAYS, EVENTS, IMPRESSIONS, SESSIONS, TOUCHES, VERDICTS
from unit.metrics.table_rows import of


def test_each_source_counts_its_own_measures_on_the_reporting_day_and_leaves_the_excluded_out(rows):
    day, late = date(2026, 3, 10), at("23:30:00")
    seen = {"campaign_id": "c1", "creative_id": "a1", "channel": "Display", "device_class": "mobile", "date": day}
    shown = {**seen, "occurred_at": late, "agent_id": "person", "ip_key": "i", "placement": "top"}
    sources = {
        "impressions": of(
            rows,
            IMPRESSIONS,
            {**shown, "impression_id": "1", "viewable": True, "consent": "none"},
            {**shown, "impression_id": "2", "consent": "unknown", "viewable": None},
            {**shown, "impression_id": "3", "viewable": True, "agent_id": "crawler"},
        ),
        "clicks": of(
            rows,
            TOUCHES,
            {**seen, "touch_id": "1", "kind": "ad_click", "occurred_at": late},
            {**seen, "touch_id": "2", "kind": "visit", "occurred_at": late},
            {**seen, "touch_id": "3", "kind": "ad_click", "occurred_at": late, "excluded_by": "staff"},
        ),
        "unlinked_clicks": of(
            rows,
            EVENTS,
            {**shown, "event_id": "1", "name": "ad_click", "consent": "none"},
            {**shown, "event_id": "2", "name": "ad_click", "consent": "none", "agent_id": "crawler"},
            {**shown, "event_id": "3", "name": "ad_click", "consent": "all", "device_id": "d"},
            {**shown, "event_id": "4", "name": "view", "consent": "none"},
        ),
        "sessions": of(
            rows,
            SESSIONS,
            {
                "session_id": "1",
                "started_at": late,
                "channel": "Direct",
                "is_engaged": True,
                "is_bounce": False,
                "is_returning": True,
            },
        ),
        "conversions": of(
            rows,
            CONVERSIONS,
            {"conversion_id": "1", "occurred_at": late, "status": "pending"},
            {"conversion_id": "2", "occurred_at": late, "status": "unconfirmed"},
        ),
    }
    verdicts = of(rows, VERDICTS, {"kind": "agent_id", "key": "crawler", "date": day, "rule": "bots"})

    added_up = add_up_shown(sources["impressions"], verdicts, timezone="Europe/Kyiv")
    given = {**sources, "impressions": shown_by_ad(added_up)}

    counted = build_days(given, verdicts, Affected(), timezone="Europe/Kyiv")

    names = (
        "date",
        "source",
        "channel",
        "placement",
        "cohort",
        "impressions",
        "viewable",
        "ad_clicks",
        "sessions",
        "conversions",
        "spend",
        "no_consent",
        "unknown_consent",
    )
    found = sorted(tuple(row) for row in DAYS.conform(counted).select(*names).collect())
    next_day = date(2026, 3, 11)
    assert found == [
        (next_day, "clicks", "Display", "", "", 0, 0, 1, 0, 0.0, None, 0, 0),
        (next_day, "conversions", "", "", "", 0, 0, 0, 0, 1.0, None, 0, 0),
        (next_day, "impressions", "Display", "top", "", 2, 1, 0, 0, 0.0, None, 1, 1),
        (next_day, "sessions", "Direct", "", "returning", 0, 0, 0, 1, 0.0, None, 0, 0),
        (next_day, "unlinked_clicks", "Display", "top", "", 0, 0, 1, 0, 0.0, None, 1, 0),
    ]


def test_what_a_platform_did_not_report_is_null_and_not_zero(rows):
    report = {"campaign_id": "c1", "channel": "Display", "date": date(2026, 3, 10)}
    reports = of(
        rows,
        AD_REPORTS,
        {**report, "creative_id": "a1", "impressions": 10, "clicks": 1},
        {**report, "creative_id": "a2", "impressions": 10, "clicks": 1, "conversions": 0.5},
        {**report, "creative_id": "a2", "impressions": 20, "excluded_by": "level_differs"},
    )
    found = sum_reports(reports).orderBy("creative_id").select("creative_id", "impressions", "conversions", "spend")
    assert [tuple(row) for row in found.collect()] == [("a1", 10, None, None), ("a2", 10, 0.5, None)]


def test_claims_that_name_no_campaign_are_not_summed_over_platforms(rows):
    claim = {
        "campaign_id": "",
        "channel": "Unassigned",
        "date": date(2026, 3, 10),
        "impressions": 5,
        "conversions": 1.0,
    }
    reports = of(rows, AD_REPORTS, {**claim, "platform": "google"}, {**claim, "platform": "meta"})

    found = sum_reports(reports).select("impressions", "conversions", "value")

    assert [tuple(row) for row in found.collect()] == [(10, None, None)]


def test_only_affected_sources_and_days_are_counted(rows):
    day = date(2026, 3, 10)
    clicks = of(
        rows,
        TOUCHES,
        {"touch_id": "1", "kind": "ad_click", "occurred_at": at("10:00:00"), "date": day},
        {"touch_id": "2", "kind": "ad_click", "occurred_at": at("10:00:00", "2026-03-09"), "date": date(2026, 3, 9)},
    )
    affected = Affected(rows("source string, date date", ("clicks", day)), since=date(2026, 2, 1))

    counted = build_days({"clicks": clicks}, of(rows, VERDICTS), affected, timezone="UTC")

    assert [row.date for row in counted.collect()] == [day]
    assert [tuple(row) for row in key_of_night(counted, day).collect()] == [(day,)]
