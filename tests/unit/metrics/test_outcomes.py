from datetime import date
from decimal import Decimal

from clock import at
from tandem.metrics.outcomes import build_outcomes
from tandem.tables import OUTCOMES

CREDIT = (
    "conversion_id string, touch_id string, type string, touched_at timestamp, converted_at timestamp, "
    "value decimal(18,6), channel string, campaign_id string, creative_id string, placement string, device_class string"
)
JOURNEY = "conversion_id string, last_click_id string"
WHERE = ("Display", "c1", "a1", None, "mobile")


def test_a_click_converts_once_on_the_day_of_its_first_conversion(rows):
    click, first, second = at("23:30:00"), at("10:00:00", "2026-03-12"), at("10:00:00", "2026-03-15")
    credits_ = rows(
        CREDIT,
        ("late", "click", "purchase", click, second, Decimal(5), *WHERE),
        ("early", "click", "purchase", click, first, Decimal(7), *WHERE),
        ("early", "earlier click", "purchase", at("09:00:00"), first, Decimal(7), *WHERE),
    )
    journeys = rows(JOURNEY, ("early", "click"), ("late", "click"), ("none", None))

    found = OUTCOMES.conform(build_outcomes(credits_, journeys, timezone="Europe/Kyiv")).collect()

    assert [tuple(row)[:4] for row in found] == [(date(2026, 3, 11), date(2026, 3, 12), "purchase", "c1")]
    assert [(row.placement, row.converting_clicks, row.conversions, int(row.value)) for row in found] == [
        ("", 1, 2, 12)
    ]


def test_a_lead_and_a_purchase_of_one_click_are_converting_clicks_of_two_types(rows):
    click = at("09:00:00")
    credits_ = rows(
        CREDIT,
        ("order", "click", "purchase", click, at("10:00:00"), Decimal(5), *WHERE),
        ("enquiry", "click", "lead", click, at("09:30:00"), Decimal(0), *WHERE),
    )

    found = build_outcomes(credits_, rows(JOURNEY, ("order", "click"), ("enquiry", "click")), timezone="UTC").collect()

    assert sorted((row.type, row.converting_clicks) for row in found) == [("lead", 1), ("purchase", 1)]
