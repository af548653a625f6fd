from datetime import date, timedelta

from clock import at
from tandem.changes import Touched
from tandem.clean.ledger import event_fates, state_fates
from tandem.clean.ledger_night import days_of
from tandem.tables import CONVERSIONS, DELIVERIES, EVENTS, LEDGER, RAW_EVENTS, RAW_ORDERS, VERDICTS

DAY = date(2026, 3, 10)


def counts(ledger):
    """Rows by (day, fate, reason)."""
    rows = LEDGER.conform(ledger).collect()
    assert len({(row["date"], row["reason"]) for row in rows}) == len(rows)
    return {(row["date"].day, row["fate"], row["reason"]): row["rows"] for row in rows}


def test_every_delivered_event_is_counted_under_one_fate(raw, of, rules):
    late = {"occurred_at": at("10:00:00") - timedelta(days=36), "sent_at": at("10:00:00")}
    delivered = raw(
        RAW_EVENTS,
        {"event_id": "kept"}, {"event_id": "kept"}, {"event_id": "robot"}, {"event_id": "staff"}, late,
        {"event_id": "refused"}, {"event_id": "tester"},
        {"event_id": "other_day", "delivery_id": "d2", "delivery_date": DAY + timedelta(days=1)},
        {"set_aside": "value is not a decimal(18,6): 1,2.3; name is missing"}, {"set_aside": "line is not json"},
    )  # fmt: skip
    held = [
        {"event_id": "kept"}, {"event_id": "robot", "agent_id": "a"},
        {"event_id": "staff", "agent_id": "a", "user_id": "u"}, {"event_id": "other_day", "delivery_id": "d2"},
        {"event_id": "of another delivery", "delivery_id": "d9"}, {"event_id": "refused", "consent": "none"},
        {"event_id": "tester", "consent": "none", "flags": "qa_flag"},
    ]  # fmt: skip
    kept = of(EVENTS, *({"date": DAY, "delivery_id": "d1", "consent": "unknown", **row} for row in held))
    verdicts = of(
        VERDICTS,
        {"kind": "agent_id", "key": "a", "date": DAY, "reason": "bot", "rule": "words"},
        {"kind": "user_id", "key": "u", "date": DAY, "reason": "staff", "rule": "staff_user"},
    )

    ledger = counts(event_fates(delivered, kept, verdicts, rules))

    assert ledger == {
        (10, "kept", "kept"): 1,
        (10, "aside", "duplicate"): 1,
        (10, "aside", "bot"): 1,
        (10, "kept", "no_consent"): 1,
        (10, "aside", "staff"): 2,
        (10, "aside", "too_late"): 1,
        (10, "aside", "value is not a decimal(18,6)"): 1,
        (10, "aside", "line is not json"): 1,
        (11, "kept", "kept"): 1,
    }
    assert sum(ledger.values()) == delivered.count()


def test_a_state_is_kept_superseded_or_unreadable(raw):
    delivered = raw(RAW_ORDERS, {"order_id": "o1"}, {"order_id": "o1"}, {"set_aside": "currency is missing"})

    ledger = counts(state_fates(RAW_ORDERS, delivered, delivered.where("line_no = 2")))

    assert ledger == {
        (10, "kept", "kept"): 1, (10, "aside", "superseded"): 1, (10, "aside", "currency is missing"): 1,
    }  # fmt: skip


def test_the_delivery_of_a_row_that_gave_way_is_counted_again(of):
    delivered = [("d1", DAY), ("d2", DAY + timedelta(days=1)), ("d3", DAY + timedelta(days=2))]
    tables = {
        DELIVERIES: of(
            DELIVERIES, *({"delivery_id": id_, "delivery_date": day, "feed": "events"} for id_, day in delivered)
        ),
        RAW_EVENTS: of(RAW_EVENTS),
    }
    changed, left = (of(EVENTS, {"event_id": "e", "delivery_id": delivery}) for delivery in ("d2", "d1"))
    touched = Touched({EVENTS.full_name: changed}, left={EVENTS.full_name: left})

    affected = days_of(touched, tables.__getitem__, RAW_EVENTS, EVENTS)

    assert {row["delivery_date"] for row in affected.keys.collect()} == {day for _, day in delivered[:2]}


def test_second_clicks_unseen_pages_and_test_orders_are_on_the_books(raw, of, rules):
    delivered = raw(RAW_EVENTS, {"event_id": "a"}, {"event_id": "b"}, {"event_id": "c"}, {"event_id": "d"})
    held = [{"event_id": "a"}, {"event_id": "b"}, {"event_id": "c", "flags": "prefetched"}, {"event_id": "d"}]
    kept = of(EVENTS, *({"date": DAY, "delivery_id": "d1", **row} for row in held))
    twice = {"kind": "event_id", "key": "b", "date": DAY, "reason": "double_click", "rule": "double_click"}
    cleared = {"kind": "event_id", "key": "d", "date": DAY, "reason": "cleared", "rule": "cleared"}
    orders = of(CONVERSIONS, {"delivery_id": "d1"}, {"delivery_id": "d1", "excluded_by": "test_order"})

    assert counts(event_fates(delivered, kept, of(VERDICTS, twice, cleared), rules)) == {
        (10, "kept", "kept"): 2, (10, "aside", "double_click"): 1, (10, "aside", "prefetched"): 1,
    }  # fmt: skip
    assert counts(state_fates(RAW_ORDERS, raw(RAW_ORDERS, {}, {"order_id": "o2"}), orders)) == {
        (10, "kept", "kept"): 1, (10, "aside", "test_order"): 1,
    }  # fmt: skip
