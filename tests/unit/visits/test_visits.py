from datetime import UTC, date
from decimal import Decimal
from random import Random

import pytest
from event_rows import EVENT, VERDICT, any_events, event, verdict

from clock import at
from tandem.changes import Touched
from tandem.config import VisitsConfig
from tandem.tables import EVENTS, VERDICTS, VISITS
from tandem.visits import build_visits, reach_visits

CONF, BERLIN = VisitsConfig(), "Europe/Berlin"


def visits_by_device(rows, events, verdicts=()):
    frame = VISITS.conform(build_visits(rows(EVENT, *events), rows(VERDICT, *verdicts), CONF, timezone="UTC"))
    return {row.device_id: row for row in frame.collect()}


def test_a_visit_sums_up_its_events(rows):
    worth = Decimal("10.5")
    seen = visits_by_device(
        rows,
        [
            # entry: the first event that states a channel, not the first event
            event("e1", at("10:00:00"), "element_click", consent="none", device_class="mobile"),
            event(
                "e2",
                at("10:01:00"),
                "ad_click",
                channel="Paid Search",
                campaign_id="c1",
                creative_id="r1",
                placement="top",
            ),
            event("e3", at("10:02:00"), landing_page="shop/a", channel="Email", campaign_id="c2", email_id="m1"),
            event("e4", at("10:03:00"), "purchase", user_id="u1", value=worth),
            event("e5", at("10:04:00"), "lead"),
            event("e6", at("10:05:00"), landing_page="shop/b", value=worth),
            event("e7", at("10:06:00"), "logout"),
            # neither a mail that leaves nor a page that is still open is activity
            event("e8", at("10:20:00"), "ping"),
            event("e9", at("09:50:00"), "email_sent"),
            event("f1", at("10:00:00"), device_id=None),
            event("g1", at("10:00:00"), "ping", device_id="d2"),
            event("h2", at("10:00:00"), "ad_click", device_id="d3"),
            event("h1", at("10:00:00"), device_id="d3", email_id="m1"),
        ],
    )

    assert sorted(seen) == ["d1", "d3"]
    visit = seen["d1"].asDict()
    assert visit.pop("visit_id") == "cd3dc8b6cffb41e4163dcbd857ca87da"  # md5 of e1
    assert {visit.pop("started_at").astimezone(UTC), visit.pop("ended_at").astimezone(UTC)} == {
        at("10:00:00"),
        at("10:06:00"),
    }
    assert visit == {
        "first_event_id": "e1",
        "device_id": "d1",
        "strong_id": "u1",
        "date": date(2026, 3, 10),
        "logged_out": True,
        "event_count": 7,
        "view_count": 2,
        "ad_click_count": 1,
        "conversion_count": 2,
        "value": Decimal("10.500000"),
        "channel": "Paid Search",
        "campaign_id": "c1",
        "creative_id": "r1",
        "placement": "top",
        "landing_page": "shop/a",
        "device_class": "mobile",
        "consent": "none",
        "is_opened_by_click": False,
        "is_runaway": False,
        "excluded_by": None,
    }
    opened = seen["d3"]
    assert (opened.is_opened_by_click, opened.channel, opened.strong_id, opened.value) == (True, "Direct", "m1", 0)


def test_one_event_under_a_verdict_sets_the_whole_visit_aside(rows):
    day = date(2026, 3, 10)
    seen = visits_by_device(
        rows,
        [
            event("a1", at("10:00:00"), device_id="clean", agent_id="human"),
            event("b1", at("10:00:00"), device_id="bot", agent_id="human"),
            event("b2", at("10:01:00"), device_id="bot", agent_id="robot", user_id="staff"),
            event("c1", at("10:00:00", "2026-03-11"), device_id="later", agent_id="robot"),
        ],
        [verdict("agent_id", "robot", day, "crawler"), verdict("user_id", "staff", day, "a_staff_rule")],
    )

    assert {device: visit.excluded_by for device, visit in seen.items()} == {
        "clean": None,
        "bot": "a_staff_rule",
        "later": None,
    }


@pytest.mark.parametrize("mode", ["ga4", "ua"])
def test_nights_in_any_order_give_the_visits_of_one_rebuild(rows, mode):
    random, conf = Random(5), VisitsConfig(timeout_s=6 * 3600, mode=mode)
    events = [each._replace(agent_id=random.choice("ab")) for each in any_events(random, devices=150)]
    late_verdict = verdict("agent_id", "a", date(2026, 3, 11), "crawler")
    night_of = [random.randrange(3) for _ in events]

    table, so_far, verdicts = [], [], []
    for night in range(3):
        new = [each for each, its_night in zip(events, night_of, strict=True) if its_night == night]
        so_far, judged = so_far + new, [late_verdict] if night == 2 else []
        verdicts += judged
        table = after_night(rows, table, so_far, verdicts, touched(rows, new, judged), conf)

    rebuilt = VISITS.conform(
        build_visits(rows(EVENT, *events), rows(VERDICT, *verdicts), conf, timezone=BERLIN)
    ).collect()
    assert sorted(table, key=lambda row: row.visit_id) == sorted(rebuilt, key=lambda row: row.visit_id)
    assert any(row.excluded_by for row in rebuilt)


def touched(rows, events, verdicts):
    changed = {EVENTS.full_name: rows(EVENT, *events)}
    if verdicts:
        changed[VERDICTS.full_name] = rows(VERDICT, *verdicts)
    return Touched(changed)


def after_night(rows, table, events, verdicts, changes, conf):
    all_events = rows(EVENT, *events)
    affected = reach_visits(changes, all_events)
    nearby = affected.widened(days_before=1, days_after=1).restrict(all_events)
    rebuilt = VISITS.conform(
        affected.restrict(build_visits(nearby, rows(VERDICT, *verdicts), conf, timezone=BERLIN))
    ).collect()
    keys = {(row.device_id, row.date) for row in affected.keys.collect()}
    return [row for row in table if (row.device_id, row.date) not in keys] + rebuilt


def test_a_page_that_nobody_saw_is_no_activity_and_a_cleared_key_is_a_persons(rows):
    day = date(2026, 3, 10)
    events = rows(
        EVENT,
        event("a1", at("10:00:00"), flags="prefetched"),
        event("a2", at("10:10:00"), flags="blocked_id"),
        event("a3", at("10:20:00"), flags="staff_user,cached"),
    )

    [visit] = build_visits(
        events, rows(VERDICT, verdict("device_id", "d1", day, "cleared")), CONF, timezone="UTC"
    ).collect()

    assert (visit.first_event_id, visit.event_count, visit.view_count, visit.excluded_by) == ("a2", 1, 1, None)


def test_a_key_that_is_cleared_is_reached_by_its_verdict(rows):
    day = date(2026, 3, 10)
    cleared = rows(VERDICT, verdict("device_id", "d1", day, "cleared"))

    affected = reach_visits(Touched({VERDICTS.full_name: cleared}), rows(EVENT, event("a1", at("10:00:00"))))

    assert ("d1", day) in {tuple(row) for row in affected.keys.collect()}
