from datetime import UTC, date

from event_rows import EVENT, VERDICT, event, verdict

from clock import at
from tandem.changes import Touched
from tandem.config import VisitsConfig
from tandem.tables import EVENTS, IMPRESSIONS, TOUCHES, VERDICTS, VISITS
from tandem.visits import build_touches, build_visits, reach_touches

IMPRESSION = """impression_id string, occurred_at timestamp, date date, device_id string, channel string,
    campaign_id string, creative_id string, placement string, viewable boolean, device_class string, agent_id string,
    ip_key string, consent string, region string, audience string"""


WHO = {"region": "GB", "audience": "broad"}


def impression(impression_id, clock, viewable=True, device_id="d1", agent_id=None):
    instant = at(clock)
    ad = ("Display", "c9", "r9", "top", viewable, "mobile", agent_id, None, "all", "GB", "broad")
    return impression_id, instant, instant.date(), device_id, *ad


def test_a_click_and_the_visit_it_opens_are_one_touch(rows):
    events = rows(
        EVENT,
        event("a1", at("10:00:00"), "ad_click", device_id="opened", channel="Paid Search", campaign_id="c1", **WHO),
        event("a2", at("10:01:00"), device_id="opened"),
        event("b1", at("10:00:00"), device_id="later", channel="Email", **WHO),
        event("b2", at("10:01:00"), "ad_click", device_id="later", user_id="u1"),
        # a logout and the click that follows it, in one instant: two visits touch
        event("c1", at("09:50:00"), device_id="tie"),
        event("c2", at("10:00:00"), "logout", device_id="tie"),
        event("c3", at("10:00:00"), "ad_click", device_id="tie"),
        event("d1", at("23:50:00"), device_id="night", agent_id="robot"),
        event("d2", at("00:10:00", "2026-03-11"), "ad_click", device_id="night"),
        event("x1", at("10:00:00"), "ad_click", device_id=None),
    )
    impressions = rows(
        IMPRESSION,
        impression("i1", "09:00:00"),
        impression("i2", "09:00:00", viewable=False),
        impression("i3", "09:00:00", device_id=None),
        impression("i4", "09:00:00", agent_id="robot"),
    )
    verdicts = rows(VERDICT, verdict("agent_id", "robot", date(2026, 3, 10), "crawler"))
    visits = build_visits(events, verdicts, VisitsConfig(), timezone="UTC").cache()
    ids = {row.first_event_id: row.visit_id for row in visits.collect()}

    touches = {
        row.touch_id: row for row in TOUCHES.conform(build_touches(visits, events, impressions, verdicts)).collect()
    }

    assert {key: (row.kind, row.visit_id) for key, row in touches.items()} == {
        "a1": ("ad_click", ids["a1"]),
        "b1": ("visit", ids["b1"]),
        "b2": ("ad_click", ids["b1"]),
        "c1": ("visit", ids["c1"]),
        "c3": ("ad_click", ids["c3"]),
        "d1": ("visit", ids["d1"]),
        "d2": ("ad_click", ids["d1"]),
        "i1": ("impression", None),
        "i4": ("impression", None),
    }
    assert (touches["b2"].strong_id, touches["b2"].channel) == ("u1", "Email")
    assert touches["a1"].campaign_id == "c1"
    assert (touches["a1"].region, touches["a1"].audience) == ("GB", "broad")
    assert {touches[name].region for name in ("b1", "i1")} == {None}  # only ad clicks are asked for theirs
    assert touches["d2"].visit_started_at.astimezone(UTC) == at("23:50:00")
    assert touches["d2"].date == date(2026, 3, 11)
    assert touches["i1"].visit_started_at.astimezone(UTC) == touches["i1"].occurred_at.astimezone(UTC) == at("09:00:00")
    assert {key for key, row in touches.items() if row.excluded_by} == {"d1", "d2", "i4"}


def test_a_touch_names_the_host_of_the_page_it_led_to(rows):
    events = rows(
        EVENT,
        event("a1", at("10:00:00"), "ad_click", device_id="a", landing_page="www.shop.example/p/7"),
        event("b1", at("10:00:00"), device_id="b", landing_page="help.example/"),
        event("b2", at("10:01:00"), "ad_click", device_id="b"),
        event("c1", at("10:00:00"), device_id="c"),
    )
    impressions, verdicts = rows(IMPRESSION, impression("i1", "09:00:00")), rows(VERDICT)
    visits = build_visits(events, verdicts, VisitsConfig(), timezone="UTC")

    touches = TOUCHES.conform(build_touches(visits, events, impressions, verdicts)).collect()

    assert {row.touch_id: row.host for row in touches} == {
        "a1": "shop.example",
        "b1": "help.example",
        "b2": "help.example",
        "c1": None,
        "i1": None,
    }


def test_a_changed_visit_reaches_the_clicks_of_the_day_after_it_began(rows):
    day = date(2026, 3, 10)
    changed = {
        VISITS.full_name: rows("device_id string, date date", ("d1", day)),
        IMPRESSIONS.full_name: rows("device_id string, date date", ("d2", day), (None, day)),
        EVENTS.full_name: rows(
            "name string, device_id string, date date", ("ad_click", "d3", day), ("view", "d4", day)
        ),
    }

    affected = reach_touches(Touched(changed, since=day), rows(EVENT), rows(IMPRESSION))

    assert affected.since == day
    assert {tuple(row) for row in affected.keys.collect()} == {
        ("d1", day),
        ("d1", date(2026, 3, 11)),
        ("d2", day),
        ("d3", day),
    }


def test_a_second_click_is_no_touch_that_counts_and_leaves_its_visit_alone(rows):
    day = date(2026, 3, 10)
    events = rows(
        EVENT,
        event("a1", at("10:00:00"), "ad_click", campaign_id="c1"),
        event("a2", at("10:00:01"), "ad_click", campaign_id="c1"),
    )
    verdicts = rows(VERDICT, verdict("event_id", "a2", day, "double_click"))
    visits = build_visits(events, verdicts, VisitsConfig(), timezone="UTC").cache()

    touches = build_touches(visits, events, rows(IMPRESSION), verdicts).collect()
    affected = reach_touches(Touched({VERDICTS.full_name: verdicts}), events, rows(IMPRESSION))

    assert [row.excluded_by for row in visits.collect()] == [None]
    assert {row.touch_id: row.excluded_by for row in touches} == {"a1": None, "a2": "double_click"}
    assert [tuple(row) for row in affected.keys.collect()] == [("d1", day)]
