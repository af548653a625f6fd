from datetime import date

from clock import at
from tandem.clean.states import build_ad_reports, build_states
from tandem.tables import AD_REPORTS, CAMPAIGNS, CREATIVES, FX_RATES, RAW_AD_REPORTS, RAW_CAMPAIGNS, RAW_FX_RATES

DAY = date(2026, 3, 10)


def test_the_latest_state_of_a_campaign_holds_and_unreadable_ones_do_not_count(of):
    states = [
        {"campaign_id": "c1", "name": "old", "updated_at": at("09:00:00")},
        {"campaign_id": "c1", "name": "new", "updated_at": at("10:00:00")},
        {"campaign_id": "c1", "name": "bad", "updated_at": at("11:00:00"), "set_aside": "name is missing"},
    ]

    built = CAMPAIGNS.conform(build_states(of(RAW_CAMPAIGNS, *states), CAMPAIGNS, ("updated_at",)))

    assert [row["name"] for row in built.collect()] == ["new"]


def test_a_rate_delivered_again_is_replaced_by_the_later_delivery(of):
    rates = [
        {"date": DAY, "currency": "usd", "rate": 2, "delivery_date": DAY, "delivery_id": "b", "line_no": 1},
        {
            "date": DAY,
            "currency": "USD",
            "rate": 3,
            "delivery_date": date(2026, 3, 11),
            "delivery_id": "a",
            "line_no": 1,
        },
    ]

    built = FX_RATES.conform(build_states(of(RAW_FX_RATES, *rates), FX_RATES, ()))

    assert [(row["currency"], row["rate"]) for row in built.collect()] == [("USD", 3)]


def test_the_latest_export_holds_and_unknown_money_is_null_not_zero(of, rules):
    line = {"date": DAY, "platform": "meta", "campaign_id": "c1", "currency": "EUR", "delivery_id": "d", "line_no": 1}
    reports = [
        {**line, "spend": 10, "exported_at": at("09:00:00")},
        {**line, "spend": 12, "exported_at": at("10:00:00"), "line_no": 2},
        {**line, "campaign_id": "c3", "spend": 7, "creative_id": "a1", "currency": "CHF", "line_no": 3},
        {**line, "campaign_id": "c2", "creative_id": "a2", "line_no": 4},
    ]
    campaigns = of(CAMPAIGNS, {"campaign_id": "c1", "name": "C", "channel": "Paid Social"})

    built = AD_REPORTS.conform(
        build_ad_reports(of(RAW_AD_REPORTS, *reports), campaigns, of(CREATIVES), of(FX_RATES), rules)
    )

    found = {(row["campaign_id"], row["creative_id"]): row for row in built.collect()}
    assert {key: (row["spend"], row["channel"], row["excluded_by"]) for key, row in found.items()} == {
        ("c1", ""): (12, "Paid Social", None),
        ("c3", "a1"): (None, "Unassigned", "unknown_currency"),
        ("c2", "a2"): (None, "Unassigned", None),
    }


def test_an_export_is_replaced_whole_and_its_lines_that_are_alike_stay(of, rules):
    line = {"date": DAY, "platform": "google", "campaign_id": "c1", "currency": "EUR", "spend": 3}
    old = [{**line, "delivery_id": "old", "line_no": number, "exported_at": at("09:00:00")} for number in (1, 2, 3)]
    new = [{**line, "delivery_id": "new", "line_no": number, "exported_at": at("10:00:00")} for number in (1, 2)]

    built = build_ad_reports(of(RAW_AD_REPORTS, *new, *old), of(CAMPAIGNS), of(CREATIVES), of(FX_RATES), rules)

    assert sorted((row["delivery_id"], row["line_no"], row["spend"]) for row in built.collect()) == [
        ("new", 1, 3),
        ("new", 2, 3),
    ]
