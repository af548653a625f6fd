from datetime import date
from decimal import Decimal

import pytest

from tandem.scorecard.daily import cost, sum_daily
from tandem.tables import DAYS, RETURNS, RULE_MODELS

FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 2)
NO_PLATFORMS = "campaign_id string, platform string"


def counted(source, campaign="c1", day=FIRST, **measures):
    basis = "platform" if source == "reports" else "own"
    blank = {name: (None if name == "spend" else 0) for name in DAYS.column_names}
    known = {"date": day, "source": source, "basis": basis, "campaign_id": campaign, "conversions": 0.0}
    words = dict.fromkeys(("creative_id", "channel", "placement", "device_class", "cohort"), "")
    money = {name: Decimal(0) for name in ("value", "refunds")}
    row = {**blank, **words, **money, **known, **measures}
    return tuple(row[name] for name in DAYS.column_names)


def earned(value, spend, campaign="c1", day=FIRST, channel="Paid Search"):
    amount = None if spend is None else Decimal(spend)
    return [("conversion", model, channel, campaign, day, 1.0, value, amount, None) for model in RULE_MODELS]


def tables(rows, days, returns, platforms=(("c1", "google"),), **options):
    frames = (
        rows(_schema(DAYS), *days),
        rows(_schema(RETURNS), *returns),
        rows(NO_PLATFORMS, *platforms),
    )
    found = sum_daily(*frames, credit_model="last", **{"missing_days": [], **options})
    return {(row["entity"], row["date"]): row for row in found.collect()}


def _schema(table):
    return ", ".join(f"{column.name} {column.type}" for column in table.columns)


def test_counts_of_both_bases_are_never_mixed(rows):
    days = [
        counted("impressions", impressions=1000),
        counted("clicks", ad_clicks=10),
        counted("reports", impressions=1100, ad_clicks=14),
        counted("reports", campaign="c2", impressions=500, ad_clicks=5),
    ]
    found = tables(rows, days, earned(5.0, "2"))

    assert found["c1", FIRST][2:4] == (1000.0, 10.0)
    assert found["c2", FIRST][2:4] == (500.0, 5.0)
    assert found["", FIRST][2:4] == (1000.0, 10.0)


def test_a_source_that_never_came_is_null_and_a_day_without_clicks_is_zero(rows):
    days = [counted("impressions", impressions=10), counted("sessions", day=SECOND, sessions=3, bounces=1)]
    found = tables(rows, days, [])

    assert (found["c1", FIRST]["ad_clicks"], found["c1", FIRST]["sessions"]) == (0.0, None)
    assert (found["c1", SECOND]["impressions"], found["c1", SECOND]["bounces"]) == (None, 1.0)
    assert found["c1", FIRST]["spend"] is None


@pytest.mark.parametrize(
    ("missing", "costed"), [([], [True, True]), ([SECOND], [False, True])], ids=["no_spend", "spend_not_known"]
)
def test_credit_of_a_day_whose_report_is_missing_is_not_costed(rows, missing, costed):
    returns = [*earned(5.0, "2"), *earned(7.0, None, day=SECOND)]
    found = cost(rows(_schema(RETURNS), *returns), rows(NO_PLATFORMS, ("c1", "google")), missing_days=missing)

    by_day = {row["date"]: row for row in found.where("model = 'last'").collect()}
    assert [by_day[SECOND]["is_costed"], by_day[FIRST]["is_costed"]] == costed
    assert by_day[FIRST]["spend_gap_days"] == len(missing)


def test_a_campaign_that_never_cost_anything_is_not_costed(rows):
    found = tables(rows, [], [*earned(5.0, "2"), *earned(9.0, None, campaign="c2")])

    company = found["", FIRST]
    assert (company["costed_last"], company["credited_value"], company["spend"]) == (5.0, 14.0, 2.0)
    assert found["c2", FIRST]["costed_last"] is None


def test_a_conversion_without_a_touch_is_not_traced(rows):
    found = tables(rows, [], [*earned(5.0, "2"), *earned(9.0, None, campaign="", channel="(none)")])

    assert (found["", FIRST]["traced"], found["", FIRST]["credited"]) == (1.0, 2.0)
