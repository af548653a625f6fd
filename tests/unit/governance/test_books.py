from datetime import date
from decimal import Decimal

from tandem.governance.books import conversions_of_periods, delivered_spend

REPORT, RETURN = "spend decimal(18,6), excluded_by string", "basis string, model string, spend decimal(18,6)"


def test_spend_delivered_is_in_returns_or_set_aside(rows):
    reports = rows(REPORT, (Decimal(10), None), (Decimal(4), "level_agrees"), (None, "no_rate"), (None, None))
    returns = rows(RETURN, ("touch", "first", Decimal(10)), ("touch", "last", Decimal(14)), ("touch", "last", None))

    found = delivered_spend(reports, returns).orderBy("part").select("part", "left_side", "right_side").collect()

    assert [tuple(row) for row in found] == [("touch / first", 14.0, 14.0), ("touch / last", 14.0, 18.0)]


def test_every_model_credits_the_conversions_of_its_period(rows):
    day = [date(2026, 3, n) for n in range(1, 5)]
    effects = rows(
        "type string, level string, model string, markov_order int, conversions double, period_from date,"
        " period_to date, not_offered string",
        ("purchase", "channel", "last", 0, 1.5, day[1], day[2], None),
        ("purchase", "channel", "last", 0, 0.5, day[1], day[2], None),
        ("purchase", "channel", "markov", 2, 3.0, day[1], day[2], None),
        ("lead", "channel", "shapley", 0, None, day[1], day[2], "one channel"),
    )
    journeys = rows("type string, date date", *(("purchase", each) for each in day), ("lead", day[1]))

    found = (
        conversions_of_periods(effects, journeys).orderBy("part").select("part", "left_side", "right_side").collect()
    )

    assert [tuple(row) for row in found] == [
        ("purchase / channel / last", 2.0, 2.0),
        ("purchase / channel / markov 2", 2.0, 3.0),
    ]
