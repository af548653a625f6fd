"""Each rule at its threshold, on clicks that can be counted by hand."""

from datetime import date, timedelta

import pytest

from clock import at
from tandem.clean.clicks import judge_clicks
from tandem.tables import EVENTS, IMPRESSIONS

DAY = date(2026, 3, 10)
CLEARED = ("cleared", "cleared", "none")


@pytest.fixture
def found(of, rules):
    """{(kind, key, date): (rule, reason, label)} of ad clicks and impressions."""

    def judge(clicks, impressions=()):
        events = of(EVENTS, *({"name": "ad_click", "event_id": f"e{n}", **click} for n, click in enumerate(clicks)))
        rows = judge_clicks(events, of(IMPRESSIONS, *impressions), rules.bots).distinct().collect()
        return {(row["kind"], row["key"], row["date"].day): (row["rule"], row["reason"], row["label"]) for row in rows}

    return judge


def row(instant, **columns):
    """A row at an instant, on its day."""
    return {"occurred_at": instant, "date": instant.date(), **columns}


def every(seconds, times, start="10:00:00", **columns):
    """So many rows, each so many seconds after the last."""
    return [row(at(start) + n * timedelta(seconds=seconds), **columns) for n in range(times)]


def test_clicks_on_one_ad_within_thirty_seconds_of_the_last_count_once(found):
    clicks = [
        row(at("10:00:00"), event_id="first", device_id="d", creative_id="r", campaign_id="c"),
        row(at("10:00:30"), event_id="again", device_id="d", creative_id="r", campaign_id="c"),
        row(at("10:01:00"), event_id="chained", device_id="d", creative_id="r", campaign_id="c"),
        row(at("10:01:30") + timedelta(microseconds=1), event_id="later", device_id="d", creative_id="r"),
        row(at("10:00:01"), event_id="other_ad", device_id="d", creative_id="s", campaign_id="c"),
        row(at("10:00:01"), event_id="other_device", device_id="e", creative_id="r", campaign_id="c"),
        row(at("23:59:59"), event_id="by_campaign", device_id="d", campaign_id="c"),
        row(at("00:00:01", "2026-03-11"), event_id="past_midnight", device_id="d", campaign_id="c"),
        *every(1, 2, creative_id="r"),  # of unknown devices
        *every(1, 2, device_id="d"),  # on unknown ads
    ]

    double = ("double_click", "double_click", "GIVT")
    assert found(clicks) == {
        ("event_id", "again", 10): double,
        ("event_id", "chained", 10): double,
        ("event_id", "past_midnight", 11): double,
    }


def test_more_than_twenty_ad_clicks_in_any_sixty_minutes_are_a_flood(found):
    hour = timedelta(hours=1)
    clicks = [
        *every(1, 21, ip_key="flood"),
        *every(1, 20, ip_key="busy"),
        *every(1, 20, start="10:59:30", ip_key="over_the_hour"), row(at("11:59:29"), ip_key="over_the_hour"),
        *every(1, 20, ip_key="spread"), row(at("10:00:00") + hour, ip_key="spread"),
        *every(60, 21, start="23:50:00", ip_key="over_midnight"),
        *every(1, 40),  # of unknown addresses
    ]  # fmt: skip

    flood = ("click_flood", "bot", "SIVT")
    assert found(clicks) == {
        ("ip_key", "flood", 10): flood,
        ("ip_key", "over_the_hour", 10): flood,
        ("ip_key", "over_midnight", 10): flood,
        ("ip_key", "over_midnight", 11): flood,
    }


def test_one_agent_on_more_than_thirty_campaigns_a_day_is_a_robot(found):
    def sweep(campaigns, key, agent="a"):
        start = at("00:00:00")
        return [
            row(start + n * timedelta(minutes=10), ip_key=key, agent_id=agent, campaign_id=f"c{n}")
            for n in range(campaigns)
        ]

    clicks = [*sweep(31, "sweeper"), *sweep(30, "reader"), *sweep(20, "shared"), *sweep(31, "shared", "b")[20:]]

    assert found(clicks) == {("ip_key", "sweeper", 10): ("many_campaigns", "bot", "SIVT")}


@pytest.mark.parametrize(
    ("waited_ms", "shown"),
    [(499, {}), (500, None), (0, None), (-1, None), (499, {"creative_id": "s"}), (499, {"device_id": "e"})],
    ids=["under", "equal", "same_instant", "before", "another_ad", "another_device"],
)
def test_a_click_within_half_a_second_of_its_impression_is_no_persons(found, waited_ms, shown):
    ad = {"device_id": "d", "creative_id": "r", "campaign_id": "c"}
    instant = at("00:00:00", "2026-03-11") - timedelta(milliseconds=100)
    clicks = [row(instant + timedelta(milliseconds=waited_ms), **ad)]

    verdicts = found(clicks, [row(instant, **{**ad, **(shown or {})})])

    fast = {("device_id", "d", 11): ("fast_click", "bot", "SIVT")}
    assert verdicts == (fast if shown == {} else {})


def test_six_clicks_of_a_device_or_address_that_was_shown_nothing_are_a_robots(found):
    minute = 3600
    clicks = [
        *every(minute, 6, device_id="blind", ip_key="blind_ip", campaign_id="c"),
        *every(minute, 5, device_id="few", campaign_id="c"),
        *every(minute, 6, device_id="not_logged", campaign_id="affiliate"),
        *every(minute, 6, device_id="saw", campaign_id="c"),
        *every(minute, 6, device_id="saw_yesterday", campaign_id="c"),
        *every(minute, 6, device_id="saw_before", campaign_id="c"),
    ]
    impressions = [
        row(at("09:00:00"), device_id="other", ip_key="other", campaign_id="c"),
        row(at("23:00:00"), device_id="saw", campaign_id="another"),
        row(at("09:00:00", "2026-03-09"), device_id="saw_yesterday", campaign_id="c"),
        row(at("09:00:00", "2026-03-08"), device_id="saw_before", campaign_id="c"),
    ]

    blind = ("clicks_without_impressions", "bot", "SIVT")
    assert found(clicks, impressions) == {
        ("device_id", "blind", 10): blind,
        ("ip_key", "blind_ip", 10): blind,
        ("device_id", "saw_before", 10): blind,
        ("device_id", "saw", 10): CLEARED,
        ("device_id", "saw_yesterday", 10): CLEARED,
    }


def test_clicks_are_judged_by_impressions_only_where_those_name_devices(found):
    clicks = every(3600, 6, device_id="d", campaign_id="c")

    assert found(clicks, [row(at("09:00:00"), device_id=None, campaign_id="c")]) == {}
