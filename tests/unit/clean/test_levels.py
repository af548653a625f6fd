"""Hand examples of lines that tell one spend again: each case is a campaign or account of its own."""

from datetime import date

import pytest

from tandem.clean.states import build_ad_reports
from tandem.tables import AD_REPORTS, CAMPAIGNS, CREATIVES, FX_RATES, RAW_AD_REPORTS

DAY, BEFORE = date(2026, 3, 10), date(2026, 3, 9)


def campaign(name, spend, impressions=None, **other):
    return {"level": "campaign", "campaign_id": name, "spend": spend, "impressions": impressions} | other


def ad_group(name, spend, impressions=None, **other):
    return campaign(name, spend, impressions, ad_group_id="g", **other) | {"level": "ad_group"}


def ad(name, ad_id, spend, impressions=None, **other):
    return campaign(name, spend, impressions, creative_id=ad_id, **other) | {"level": "ad"}


def account(name, spend, **other):
    return {"level": "account", "account_id": name, "campaign_id": "", "spend": spend} | other


def action(ad_id, kind, conversions, **other):
    return {"level": "ad", "report": "actions", "campaign_id": "acts", "creative_id": ad_id, "action": kind} | {
        "conversions": conversions,
        **other,
    }


COUNTS = None
AGREES, DIFFERS = "level_agrees", "level_differs"
CASES = {
    "the finest level counts where it adds up": [
        (ad("fine", "a1", 40, 4_000), COUNTS),
        (ad("fine", "a2", 60, 6_000), COUNTS),
        (ad_group("fine", 100, 10_000), AGREES),
        (campaign("fine", 100, 10_000), AGREES),
    ],
    "one hundredth is near": [(ad("near", "n1", 99, 100), COUNTS), (campaign("near", 100, 101), AGREES)],
    "more than a hundredth is not: the campaign's spend stays whole": [
        (ad("far", "f1", 98, 100), DIFFERS),
        (campaign("far", 100, 100), COUNTS),
    ],
    "impressions must add up too": [(ad("seen", "s1", 10, 50), DIFFERS), (campaign("seen", 10, 100), COUNTS)],
    "a middle level counts where the finest does not add up": [
        (ad("middle", "m1", 10), DIFFERS),
        (ad_group("middle", 30), COUNTS),
        (campaign("middle", 30), AGREES),
    ],
    "spend that only the campaign knows": [(campaign("alone", 5), COUNTS)],
    "levels of different days do not meet": [
        (ad("days", "d1", 3), COUNTS),
        (campaign("days", 4, date=BEFORE), COUNTS),
    ],
    "lines that are alike each count": [(campaign("alike", 7), COUNTS), (campaign("alike", 7), COUNTS)],
    "a breakdown tells again": [
        (campaign("broken", 9), COUNTS),
        (campaign("broken", 9) | {"level": "country"}, "breakdown"),
    ],
    "an account that adds up, on a day on which its campaigns report": [
        (campaign("under", 50, account_id="A"), COUNTS),
        (account("A", 50), AGREES),
    ],
    "an account that does not": [(campaign("below", 50, account_id="B"), COUNTS), (account("B", 70), DIFFERS)],
    "an account alone": [(account("C", 70), COUNTS)],
    "an ad's campaign is that of the creative": [
        (ad("", "known", 8), COUNTS),
        (campaign("of known", 8), AGREES),
    ],
    "an ad of no known campaign may be told by one": [
        (ad("", "stray", 8, account_id="D"), "no_campaign"),
        (campaign("any", 8, account_id="D"), COUNTS),
    ],
    "ads of no known campaign, alone": [
        (ad("", "lost", 8, account_id="E"), COUNTS),
        (ad_group("", 8, account_id="F"), COUNTS),
        (ad_group("", 8, account_id="G"), COUNTS),
    ],
    "one sale under several actions": [
        (action("x1", "purchase", 2.0), COUNTS),
        (action("x1", "pixel_purchase", 2.0), "other_action"),
        (ad("acts", "x1", 5), DIFFERS),
        (campaign("acts", 6), COUNTS),
    ],
    "actions of a campaign are told again by it": [
        (action("y1", "purchase", 2.0, campaign_id="again"), COUNTS),
        (action(None, "purchase", 2.0, campaign_id="again", level="campaign"), AGREES),
    ],
    "money of no listed currency, and of no rate for the day": [
        (campaign("coin", 5, currency="XBT"), "unknown_currency"),
        (campaign("nameless", 5, currency=None), "unknown_currency"),
        (campaign("old rate", 5, currency="USD"), "no_rate"),
        (campaign("no money", None, 10, currency="XBT"), COUNTS),
    ],
    "platforms do not meet": [(campaign("fine", 1, platform="other"), COUNTS)],
}


@pytest.fixture(scope="module")
def reasons(of, rules):
    lines = [line for case in CASES.values() for line, _ in case]
    place = {"date": DAY, "platform": "p", "currency": "EUR", "delivery_id": "d", "delivery_date": DAY}
    raw = of(RAW_AD_REPORTS, *({**place, **line, "line_no": no} for no, line in enumerate(lines)))
    creatives = of(CREATIVES, {"creative_id": "known", "campaign_id": "of known"})
    rates = of(FX_RATES, {"date": date(2026, 3, 1), "currency": "USD", "rate": 2})
    built = build_ad_reports(raw, of(CAMPAIGNS), creatives, rates, rules)
    return {row["line_no"]: row["excluded_by"] for row in AD_REPORTS.conform(built).collect()}


@pytest.mark.parametrize("case", CASES)
def test_each_line_counts_once_or_says_why_not(reasons, case):
    before = sum(len(lines) for lines in list(CASES.values())[: list(CASES).index(case)])
    assert [reasons[before + place] for place in range(len(CASES[case]))] == [reason for _, reason in CASES[case]]
