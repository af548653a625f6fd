from datetime import date, timedelta

from clock import at
from tandem.clean.verdicts import build_verdicts
from tandem.tables import EVENTS, IMPRESSIONS, VERDICTS

DAY = date(2026, 3, 10)
ROBOT, BROWSER = "python-requests/2.32", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0 Safari/537.36"


def found(of, rules, events, impressions=()):
    """(kind, key, rule, reason, label) of every verdict."""
    events = of(EVENTS, *({"date": DAY, "occurred_at": at("10:00:00"), "name": "view", **event} for event in events))
    impressions = of(IMPRESSIONS, *({"date": DAY, **each} for each in impressions))
    verdicts = VERDICTS.conform(build_verdicts(events, impressions, rules)).collect()
    assert {row["list_version"].split()[0] for row in verdicts} <= {"bots", "staff", "crawler-user-agents"}
    return {(row["kind"], row["key"], row["rule"], row["reason"], row["label"]) for row in verdicts}


def test_robots_networks_and_staff_are_judged_in_events_and_impressions(of, rules):
    events = [
        {"agent_id": "a1", "user_agent": ROBOT},
        {"agent_id": "a2", "user_agent": BROWSER, "ip_network": "203.0.113.0/24"},
        {"agent_id": "0" * 32, "ip_network": "192.0.2.0/24"},
        {"user_id": "u1", "device_id": "d1", "flags": "staff_user,qa_flag"},
        {"user_id": "u2", "device_id": "d2"},
    ]

    assert found(of, rules, events, [{"agent_id": "a3", "user_agent": "curl/8", "ip_network": "198.19.4.0/24"}]) == {
        ("agent_id", "a1", "http_library", "bot", "GIVT"),
        ("agent_id", "a3", "http_library", "bot", "GIVT"),
        ("ip_network", "203.0.113.0/24", "data_centre", "data_centre", "GIVT"),
        ("ip_network", "198.19.4.0/24", "data_centre", "data_centre", "GIVT"),
        ("ip_network", "192.0.2.0/24", "staff_network", "staff", "internal"),
        ("user_id", "u1", "staff_user", "staff", "internal"),
        ("device_id", "d1", "qa_flag", "staff", "internal"),
    }


def test_more_than_twenty_ad_clicks_in_a_clock_hour_are_a_flood(of, rules):
    clicks = [
        *({"name": "ad_click", "ip_key": "flood", "occurred_at": at(f"10:00:{n:02}")} for n in range(21)),
        *({"name": "ad_click", "ip_key": "busy", "occurred_at": at(f"10:00:{n:02}")} for n in range(20)),
        *({"name": "ad_click", "ip_key": "over_two_hours", "occurred_at": at(f"10:59:{30 + n:02}")} for n in range(20)),
        *({"name": "ad_click", "ip_key": "over_two_hours", "occurred_at": at(f"11:00:{n:02}")} for n in range(20)),
        *({"name": "view", "ip_key": "reader", "occurred_at": at(f"10:01:{n:02}")} for n in range(40)),
    ]

    assert found(of, rules, clicks) == {("ip_key", "flood", "click_flood", "bot", "SIVT")}


def test_a_verdict_holds_for_the_days_the_key_was_seen(of, rules):
    days = [DAY, DAY, DAY + timedelta(days=1)]
    events = of(EVENTS, *({"date": day, "agent_id": "a1", "user_agent": ROBOT} for day in days))

    verdicts = build_verdicts(events, of(IMPRESSIONS), rules).collect()

    assert sorted(row["date"] for row in verdicts) == days[1:]
