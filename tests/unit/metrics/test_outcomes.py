from datetime import date
from decimal import Decimal

from clock import at
from tandem.metrics.outcomes import build_outcomes
from tandem.tables import OUTCOMES

CREDIT = (
    "conversion_id string, touch_id string, touched_at timestamp, converted_at timestamp, value decimal(18,6), "
    "channel string, campaign_id string, creative_id string, placement string, device_class string"
)
WHERE = ("Display", "c1", "a1", None, "mobile")


def test_a_click_converts_once_on_the_day_of_its_first_conversion(rows):
    click, first, second = at("23:30:00"), at("10:00:00", "2026-03-12"), at("10:00:00", "2026-03-15")
    credits_ = rows(
        CREDIT,
        ("late", "click", click, second, Decimal(5), *WHERE),
        ("early", "click", click, first, Decimal(7), *WHERE),
        ("early", "earlier click", at("09:00:00"), first, Decimal(7), *WHERE),
    )
    journeys = rows("conversion_id string, last_click_id string", ("early", "click"), ("late", "click"), ("none", None))

    found = OUTCOMES.conform(build_outcomes(credits_, journeys, timezone="Europe/Kyiv")).collect()

    assert [tuple(row)[:3] for row in found] == [(date(2026, 3, 11), date(2026, 3, 12), "c1")]
    assert [(row.placement, row.converting_clicks, row.conversions, int(row.value)) for row in found] == [
        ("", 1, 2, 12)
    ]
