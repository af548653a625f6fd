from datetime import date, timedelta

from tandem.config import MetricsConfig
from tandem.metrics.rates import build_rates
from tandem.tables import RATES

NIGHT = date(2026, 3, 31)
DAY = (
    "date date, basis string, source string, campaign_id string, creative_id string, channel string, placement string, "
    "device_class string, cohort string, impressions bigint, ad_clicks bigint, conversions double"
)
OUTCOME = (
    "click_date date, conversion_date date, type string, campaign_id string, creative_id string, channel string, "
    "placement string, device_class string, cohort string, converting_clicks bigint"
)


def test_a_campaign_is_judged_on_one_basis_its_own_where_it_has_one(rows):
    tracked, reported = ("tracked", "t1", "Search", "", "", ""), ("reported", "r1", "Search", "", "", "")
    young, old = NIGHT - timedelta(days=1), NIGHT - timedelta(days=28)
    days = rows(
        DAY,
        (young, "own", "impressions", *tracked, 1_000, 0, 0.0),
        (young, "own", "clicks", *tracked, 0, 45, 0.0),
        (young, "own", "unlinked_clicks", *tracked, 0, 5, 0.0),
        (young, "platform", "reports", *tracked, 9_000, 90, 9.0),
        (young, "platform", "reports", *reported, 9_000, 90, 9.0),
        (young, "own", "clicks", *reported, 0, 40, 0.0),
        (old, "own", "clicks", *tracked, 7_000, 700, 0.0),
        (NIGHT + timedelta(days=1), "own", "clicks", *tracked, 7_000, 700, 0.0),
    )
    outcomes = rows(
        OUTCOME,
        (young, young, "purchase", *tracked, 5),
        (young, NIGHT + timedelta(days=1), "purchase", *tracked, 30),
        (young, young, "lead", *tracked, 11),
    )

    found = build_rates(days, outcomes, MetricsConfig(), through=NIGHT, par_share=0.05)

    campaigns = (
        RATES.conform(found).where("level = 'campaign'").select("entity", "measure", "basis", "successes", "trials")
    )
    assert sorted(tuple(row) for row in campaigns.collect()) == [
        ("reported", "cr", "own", 0.0, 40.0),
        ("reported", "ctr", "platform", 90.0, 9_000.0),
        ("tracked", "cr", "own", 5.0, 45.0),
        ("tracked", "ctr", "own", 50.0, 1_000.0),
    ]


def test_a_channel_has_no_rate_of_what_its_platforms_claim(rows):
    days = rows(
        DAY,
        (NIGHT, "platform", "reports", "c1", "", "Search", "", "", "", 900, 90, 9.0),
        (NIGHT, "platform", "reports", "c2", "", "Search", "", "", "", 900, 90, 9.0),
    )

    found = build_rates(days, rows(OUTCOME), MetricsConfig(), through=NIGHT, par_share=0.05).select(
        "level", "entity", "measure"
    )

    assert sorted(tuple(row) for row in found.where("level <> 'creative'").collect()) == [
        ("campaign", "c1", "cr"),
        ("campaign", "c1", "ctr"),
        ("campaign", "c2", "cr"),
        ("campaign", "c2", "ctr"),
        ("channel", "Search", "ctr"),
    ]
