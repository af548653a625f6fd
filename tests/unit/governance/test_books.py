from datetime import date
from decimal import Decimal

from tandem.governance.books import conversions_of_periods, credited_conversions, delivered_spend, shares_of_conversions
from tandem.tables import RULE_MODELS

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
        " period_to date, not_offered string, share double",
        ("purchase", "channel", "last", 0, 1.5, day[1], day[2], None, 0.1),
        ("purchase", "channel", "last", 0, 0.5, day[1], day[2], None, 0.1),
        ("purchase", "channel", "markov", 2, 3.0, day[1], day[2], None, 0.1),
        ("lead", "channel", "shapley", 0, None, day[1], day[2], "one channel", None),
        ("purchase", "channel", "participation_count", 0, 5.0, day[1], day[2], None, None),
    )
    journeys = rows("type string, date date", *(("purchase", each) for each in day), ("lead", day[1]))

    found = (
        conversions_of_periods(effects, journeys).orderBy("part").select("part", "left_side", "right_side").collect()
    )

    assert [tuple(row) for row in found] == [
        ("purchase / channel / last", 2.0, 2.0),
        ("purchase / channel / markov 2", 2.0, 3.0),
    ]


CREDITS = "conversion_id string, date date, custom array<struct<model:string,share:double>>"
JOURNEYS = "conversion_id string, date date, uncredited_by string"
FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 2)


def credits_of(rows, *given):
    """Credits of (conversion, day, {model: share}); a model with a column of its own has all of each conversion."""
    found = rows(CREDITS, *((id_, day, list(custom.items())) for id_, day, custom in given))
    return found.selectExpr("*", *(f"1D AS {model}" for model in RULE_MODELS))


def test_a_custom_model_is_held_to_the_days_that_have_it(rows):
    journeys = rows(
        JOURNEYS, ("old", FIRST, None), ("new", SECOND, None), ("lost", SECOND, None), ("x", SECOND, "no_touch")
    )
    shares = credits_of(rows, ("old", FIRST, {}), ("new", SECOND, {"bathtub": 1.0, "half": 0.5}), ("lost", SECOND, {}))

    found = {row["part"]: row["left_side"] for row in shares_of_conversions(journeys, shares).collect()}

    assert found == {**dict.fromkeys(RULE_MODELS, 0.0), "bathtub": 1.0, "half": 1.0}


def test_returns_hold_what_a_custom_model_shares_out(rows):
    journeys = rows(JOURNEYS, ("old", FIRST, None), ("new", SECOND, None), ("x", SECOND, "no_touch"))
    shares = credits_of(
        rows, ("old", FIRST, {}), ("new", SECOND, {"bathtub": 0.25}), ("new", SECOND, {"bathtub": 0.75})
    )
    returns = rows(
        "basis string, model string, channel string, conversions double",
        *((basis, "last", "Email", 3.0) for basis in ("touch", "conversion")),
        *((basis, "bathtub", "(none)", 1.0) for basis in ("touch", "conversion")),
        ("touch", "bathtub", "Email", 1.0),
        ("conversion", "bathtub", "Email", 0.9),
    )

    found = credited_conversions(journeys, shares, returns).orderBy("part").select("part", "left_side", "right_side")

    assert [tuple(row) for row in found.collect()] == [
        ("conversion / bathtub", 1.0, 0.9),
        ("conversion / last", 3.0, 3.0),
        ("touch / bathtub", 1.0, 1.0),
        ("touch / last", 3.0, 3.0),
    ]
