from types import SimpleNamespace

import pandas as pd
import pytest

from tandem.truth.books import compare_books

DAY = pd.Timestamp("2026-01-05")


def books(*, ledger=12, events=("e1", "e2", "m"), orders=("o1", "o2"), spent=1.5):
    known = SimpleNamespace(
        files=pd.DataFrame({"feed": ["events", "events"], "rows": [5, 6], "malformed": [1, 0]}),
        events=pd.DataFrame({"event_id": ["e1", "e2"]}),
        orders=pd.DataFrame({"order_id": ["o1", "o2", "o3"], "has_order": [True, True, False]}),
        spend=pd.DataFrame(
            [("google", "k", "c", DAY, "EUR", 1_500_000, True), ("google", "k", "c", DAY, "EUR", 9_000_000, False)],
            columns=["platform", "campaign_id", "creative_id", "date", "currency", "spend_micros", "is_final"],
        ),
    )
    measured = SimpleNamespace(
        ledger=pd.DataFrame({"feed": ["events"], "rows": [ledger]}),
        events=pd.DataFrame({"event_id": events, "name": ["email_open" if one == "m" else "view" for one in events]}),
        conversions=pd.DataFrame(
            {"order_id": [*orders, "o3"], "type": "purchase", "status": ["confirmed"] * len(orders) + ["pending"]}
        ),
        ad_reports=pd.DataFrame({"platform": ["google"], "currency": ["EUR"], "spend_original": [spent]}),
    )
    return {row.name: row for row in compare_books(known, measured).rows}


def test_books_that_close_lose_nothing():
    assert {row.verdict for row in books().values()} == {"met"}


@pytest.mark.parametrize(
    ("given", "row", "figure"),
    [
        ({"ledger": 11}, "rows of events", ("lost", 1)),
        ({"ledger": 13}, "rows of events", ("too many", 1)),
        ({"events": ("e1", "e9")}, "site events", ("lost", 1)),
        ({"orders": ("o1",)}, "orders", ("lost", 1)),
        ({"orders": ("o1", "o2", "o9")}, "orders", ("too many", 1)),
        ({"spent": 1.49}, "spend on google, EUR", ("lost", 0.01)),
    ],
    ids=["row_lost", "row_too_many", "event_lost", "order_lost", "order_too_many", "spend_lost"],
)
def test_what_is_lost_is_told(given, row, figure):
    told = books(**given)[row]

    assert told.verdict == "missed"
    assert told.figures[figure[0]] == pytest.approx(figure[1])
