from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from clock import at
from tandem.clean.conversions import build_conversions, overdue
from tandem.clean.verdicts import build_verdicts
from tandem.config import CleanConfig
from tandem.tables import CONVERSIONS, EVENTS, FX_RATES, IMPRESSIONS, LEADS, RAW_ORDERS, VERDICTS

DAY = date(2026, 3, 10)
WHEN = at("10:00:00")
USD = {"date": DAY, "currency": "USD", "rate": "0.5"}


@pytest.fixture
def build(raw, of, rules):
    """Conversions by order id (else event id), of orders, events and verdicts, on the night of `through`."""

    def make(orders=(), events=(), verdicts=(), leads=(), through=DAY, **clean):
        seen = of(
            EVENTS,
            *({"name": "purchase", "occurred_at": WHEN, "date": DAY, "consent": "all", **event} for event in events),
        )
        how = replace(rules, through=through, clean=CleanConfig(**clean))
        found = build_conversions(
            raw(RAW_ORDERS, *orders), seen, of(VERDICTS, *verdicts), of(FX_RATES, USD), of(LEADS, *leads), how
        )
        rows = CONVERSIONS.conform(found).collect()
        assert len({row["conversion_id"] for row in rows}) == len(rows)
        return {row["order_id"] or row["event_id"]: row for row in rows}

    return make


def test_an_order_counts_once_by_its_latest_state_and_its_event_says_on_which_device(build):
    found = build(
        orders=[
            {"order_id": "o1", "value": 100, "currency": "USD", "updated_at": at("11:00:00"), "refunded_value": 20},
            {"order_id": "o1", "value": 100, "currency": "USD", "updated_at": at("10:00:00")},
            {"order_id": "o2", "user_id": "u2"},
        ],
        events=[
            {"event_id": "server", "order_id": "o1", "occurred_at": at("09:00:00"), "user_id": "x"},
            {"event_id": "browser", "order_id": "o1", "device_id": "d1"},
        ],
    )

    one, two = found["o1"], found["o2"]
    assert (one["event_id"], one["device_id"], one["consent"], one["status"]) == ("browser", "d1", "all", "confirmed")
    assert (one["value"], one["value_original"], one["refunded_value"]) == (50, 100, 10)
    assert (two["event_id"], two["device_id"], two["consent"]) == (None, None, "unknown")
    assert len(two["strong_id"]) == 32


def test_an_event_further_than_a_week_from_its_order_is_no_link_and_no_conversion_of_its_own(build):
    week, longer = (
        {"event_id": name, "order_id": name, "date": DAY - timedelta(days=n)} for name, n in (("o7", 7), ("o8", 8))
    )

    found = build(orders=[{"order_id": "o7"}, {"order_id": "o8"}], events=[week, longer])

    assert {name: row["event_id"] for name, row in found.items()} == {"o7": "o7", "o8": None}


@pytest.mark.parametrize(("nights_later", "status"), [(3, "pending"), (4, "unconfirmed")])
def test_a_purchase_event_waits_three_days_for_its_order(build, nights_later, status):
    found = build(
        orders=[{"order_id": "other"}],
        events=[{"event_id": "e1", "order_id": "o1"}, {"event_id": "e2"}],
        through=DAY + timedelta(days=nights_later),
    )

    assert {name: found[name]["status"] for name in ("o1", "e2", "other")} == {
        "o1": status,
        "e2": status,
        "other": "confirmed",
    }


def test_without_an_orders_feed_events_are_believed_and_leads_always_are(build):
    late = DAY + timedelta(days=30)
    lead = {"event_id": "l1", "name": "lead", "order_id": "lead-7", "value": 5}

    alone = build(
        events=[{"event_id": "e1", "order_id": "o1"}, {"event_id": "e1b", "order_id": "o1"}, lead], through=late
    )
    beside = build(orders=[{"order_id": "o2"}], events=[lead], through=late)

    assert {name: (row["type"], row["status"]) for name, row in alone.items()} == {
        "o1": ("purchase", "confirmed"), "lead-7": ("lead", "confirmed"),
    }  # fmt: skip
    assert beside["lead-7"]["status"] == "confirmed"


def test_staff_and_robots_set_a_conversion_aside(build):
    found = build(
        orders=[{"order_id": "o1"}, {"order_id": "o2", "user_id": "staff-02"}, {"order_id": "o3"}],
        events=[
            {"event_id": "e1", "order_id": "o1", "ip_network": "198.18.0.0/24"},
            {"event_id": "e3", "order_id": "o3"},
        ],
        verdicts=[
            {"kind": "ip_network", "key": "198.18.0.0/24", "date": DAY, "rule": "data_centre", "reason": "data_centre"}
        ],
    )

    assert {name: row["excluded_by"] for name, row in found.items()} == {
        "o1": "data_centre",
        "o2": "staff_user",
        "o3": None,
    }


def test_only_what_has_waited_too_long_is_overdue(of, rules):
    waiting = [{"conversion_id": str(n), "status": "pending", "date": DAY - timedelta(days=n)} for n in (3, 4)]

    late = overdue(
        of(CONVERSIONS, *waiting, {"conversion_id": "x", "status": "confirmed", "date": date(2020, 1, 1)}), rules
    )

    assert [row["conversion_id"] for row in late.collect()] == ["4"]


def test_an_order_without_consent_counts_and_belongs_to_nobody(build):
    found = build(
        orders=[{"order_id": "o1", "user_id": "u"}, {"order_id": "o2", "user_id": "u"}],
        events=[{"event_id": "e1", "order_id": "o1", "consent": "none"}],
    )

    assert (found["o1"]["strong_id"], found["o1"]["status"], found["o1"]["consent"]) == (None, "confirmed", "none")
    assert len(found["o2"]["strong_id"]) == 32


def test_orders_that_try_the_shop_are_set_aside_with_or_without_an_event(build):
    found = build(
        orders=[{"order_id": "test-1"}, {"order_id": "o2", "value": Decimal("0.01")}, {"order_id": "o3"}],
        events=[{"event_id": "e4", "order_id": "test-4", "flags": "test_order"}],
    )

    assert {name: row["excluded_by"] for name, row in found.items()} == {
        "test-1": "test_order", "o2": "test_order", "o3": None, "test-4": "test_order",
    }  # fmt: skip


def test_a_conversion_that_a_server_sent_without_agent_counts(build, of, rules):
    sent = {"event_id": "e", "order_id": "o1", "agent_id": "0" * 32, "name": "purchase", "date": DAY}
    verdicts = build_verdicts(of(EVENTS, sent), of(IMPRESSIONS), rules).collect()

    found = build(orders=[{"order_id": "o1"}], events=[sent], verdicts=[row.asDict() for row in verdicts])

    assert (found["o1"]["event_id"], found["o1"]["excluded_by"]) == ("e", None)


def test_stages_of_leads_are_conversions_where_they_are_named_and_no_amount_counts_twice(build):
    stage = {"occurred_at": WHEN, "date": DAY, "device_id": "d1", "consent": "all", "value": 70}
    leads = [
        {**stage, "lead_id": "l1", "stage": "qualified"},
        {**stage, "lead_id": "l1", "stage": "won", "order_id": "o1"},
        {**stage, "lead_id": "l2", "stage": "qualified", "excluded_by": "moved_back"},
        {**stage, "lead_id": "l3", "stage": "qualified", "excluded_by": "staff_user"},
        {**stage, "lead_id": "l3", "stage": "won", "order_id": "unknown"},
    ]

    off = build(orders=[{"order_id": "o1"}], leads=leads)
    qualified = build(orders=[{"order_id": "o1"}], leads=leads, lead_conversions=("qualified",))
    won = build(orders=[{"order_id": "o1"}], leads=leads, lead_conversions=("won",))

    assert {name: row["type"] for name, row in off.items()} == {"o1": "purchase"}
    assert {name: (row["type"], row["value"], row["excluded_by"]) for name, row in qualified.items()} == {
        "o1": ("purchase", 100, None), "l1": ("qualified", None, None), "l3": ("qualified", None, "staff_user"),
    }  # fmt: skip
    assert {name: (row["type"], row["value"]) for name, row in won.items()} == {
        "o1": ("purchase", 100), "l1": ("won", None), "l3": ("won", 70),
    }  # fmt: skip
