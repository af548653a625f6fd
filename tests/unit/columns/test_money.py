from datetime import date
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from tandem.columns.money import converted, with_rate

RATE = "date date, currency string, rate decimal(18,6)"


@pytest.fixture
def rated(rows):
    """The rate of each amount, with one known rate: 0.9 for a USD on 1 March."""

    def rate(*amounts):
        known = rows(RATE, (date(2026, 3, 1), "USD", Decimal("0.9")), (date(2026, 2, 27), "USD", Decimal("0.8")))
        frame = rows("date date, currency string", *amounts)
        return {
            (row["date"].day, row["currency"]): row["fx_rate"] for row in with_rate(frame, known, to="EUR").collect()
        }

    return rate


def test_the_latest_rate_of_the_past_seven_days_holds_and_none_is_ever_assumed(rated):
    days = [(date(2026, 3, day), "USD") for day in (1, 8, 9)]
    others = [(date(2026, 3, 1), currency) for currency in ("EUR", "eur ", "CHF", None)]

    found = rated(*days, *others)

    assert found[1, "USD"] == found[8, "USD"] == Decimal("0.9")
    assert found[9, "USD"] is None
    assert found[1, "EUR"] == found[1, "eur "] == 1
    assert found[1, "CHF"] is None
    assert found[1, None] is None


def test_an_amount_is_rounded_to_six_decimals_and_unknown_without_a_rate(rows):
    frame = rows("a decimal(18,6), r decimal(18,6)", (Decimal("10.000001"), Decimal("0.333333")), (Decimal(1), None))

    assert [row[0] for row in frame.select(converted(F.col("a"), F.col("r"))).collect()] == [Decimal("3.333330"), None]
