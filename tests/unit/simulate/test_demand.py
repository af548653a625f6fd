import csv

import pytest

from tandem.simulate.rates import Rates


def test_every_cause_of_an_order_occurs(ask):
    assert {cause for (cause,) in ask("select distinct cause from orders")} >= {"organic", "click", "captured", "test"}


def test_only_clicks_and_views_of_effective_campaigns_cause_orders(ask):
    wrong = ask(
        """select order_id from orders join campaigns using (campaign_id)
           where is_incremental <> (incremental_effect > 0)"""
    )

    assert wrong == []


def test_an_order_comes_after_the_click_that_caused_it(ask):
    lags = ask(
        """select epoch(ordered_at) - epoch(occurred_at) from orders join events on event_id = touch_id
           where cause in ('click', 'captured')"""
    )

    days = [seconds / 86_400 for (seconds,) in lags]
    assert min(days) > 0
    assert max(days) < 30
    assert 0.5 < sum(lag < 0.02 for lag in days) / len(days) < 0.9


def test_the_cause_of_an_order_is_a_click_of_the_same_person(ask):
    assert ask("select order_id from orders join events e on event_id = touch_id where e.person <> orders.person") == []


@pytest.mark.parametrize(
    ("what", "stated"),
    [("cause = 'phone'", Rates().order_without_event), ("has_event and not has_order", Rates().event_without_order)],
)
def test_events_and_orders_miss_each_other_at_the_stated_rates(ask, what, stated):
    [(share, orders)] = ask(f"select avg(({what})::int), count(*) from orders where cause <> 'test'")

    assert abs(share - stated) < 3 * (stated / orders) ** 0.5


def test_a_refund_is_a_later_state_of_the_same_order(landed):
    states = [
        state
        for path in landed.landing.glob("orders/shop/*/*.csv")
        for state in csv.DictReader(path.read_text().splitlines(), delimiter=";")
        if state["changed"]
    ]
    refunds = [state for state in states if state["refunded"]]

    assert len(states) == len({state["ordernr"] for state in states}) + len(refunds)
    assert len(refunds) > 0
    assert all(state["refunded_at"] == state["changed"] > state["created"] for state in refunds)


def test_true_cr_of_the_clicks_is_kept_with_what_falls_on_them_besides(ask):
    rows = ask("select clicks, expected_conversions, last_click_cr from outcomes where clicks > 0")

    assert len(rows) == 36  # all but mailings
    assert all(rate > expected / clicks for clicks, expected, rate in rows)
