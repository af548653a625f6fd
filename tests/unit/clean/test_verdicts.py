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


def test_who_reads_what_is_for_robots_is_one_and_who_places_a_test_order_is_ours(of, rules):
    events = [
        {"landing_page": "shop.example/robots.txt", "device_id": "d1", "ip_key": "i1"},
        {"landing_page": "shop.example/robots.txt", "ip_key": "i2"},
        {"landing_page": "shop.example/blog/robots.txt-explained", "device_id": "reader", "ip_key": "reader"},
        {"landing_page": "shop.example/blog/robots.txt", "device_id": "reader", "ip_key": "reader"},
        {"flags": "test_order,blocked_id", "device_id": "d2"},
        {"flags": "prefetched", "device_id": "d3"},
    ]

    assert found(of, rules, events) == {
        ("device_id", "d1", "robots_page", "bot", "GIVT"),
        ("ip_key", "i1", "robots_page", "bot", "GIVT"),
        ("ip_key", "i2", "robots_page", "bot", "GIVT"),
        ("device_id", "d2", "test_order", "staff", "internal"),
    }


def test_nothing_is_said_of_an_event_without_agent_device_or_address(of, rules):
    assert found(of, rules, [{"agent_id": "0" * 32, "name": "purchase"}, {"agent_id": "0" * 32}]) == set()


def test_a_key_is_cleared_only_where_no_rule_sets_it_aside(of, rules):
    clicks = [{"name": "ad_click", "event_id": f"e{n}", "device_id": "d", "campaign_id": "c"} for n in range(6)]
    clicks = [{**click, "occurred_at": at(f"1{n}:00:00")} for n, click in enumerate(clicks)]
    shown = [{"device_id": "d", "campaign_id": "c", "occurred_at": at("09:00:00")}]

    assert found(of, rules, clicks, shown) == {("device_id", "d", "cleared", "cleared", "none")}
    assert found(of, rules, [*clicks, {"device_id": "d", "flags": "qa_flag"}], shown) == {
        ("device_id", "d", "qa_flag", "staff", "internal")
    }


def test_a_verdict_holds_for_the_days_the_key_was_seen(of, rules):
    days = [DAY, DAY, DAY + timedelta(days=1)]
    events = of(EVENTS, *({"date": day, "agent_id": "a1", "user_agent": ROBOT} for day in days))

    verdicts = build_verdicts(events, of(IMPRESSIONS), rules).collect()

    assert sorted(row["date"] for row in verdicts) == days[1:]
