from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from tandem.attribution import build_credits, build_journeys, build_returns, days_of_touches
from tandem.changes import Affected
from tandem.config import AttributionConfig, ReportingConfig
from tandem.tables import AD_REPORTS, RETURNS
from unit.attribution.journey_rows import MODELS, conversion, frame, frames, touch


@pytest.fixture(scope="module")
def returns(spark):
    """Spring earns on a day without a report, autumn costs and earns nothing, and c2 has no touch."""
    touches = [touch("t1", "2 23:30", "d1", campaign_id="spring"), touch("t2", "3 10:00", "d1", "Direct", kind="visit")]
    conversions = [conversion("c1", "5 10:00", "d1"), conversion("c2", "5 10:00", "d2", value=None)]
    reports = [
        report("spring", 5, "30"),
        report("spring", 5, "20", creative_id="second"),
        report("autumn", 5, "10"),
        report("free", 5, None),
        report("spring", 5, "50", excluded_by="level_agrees"),
    ]
    touches, conversions, people = frames(spark, touches, conversions)
    credits_ = build_credits(touches, conversions, people, Affected(), AttributionConfig(), MODELS)
    journeys = build_journeys(conversions, credits_, people)
    built = build_returns(
        credits_, journeys, frame(spark, AD_REPORTS, reports), ReportingConfig(timezone="Europe/Berlin")
    )
    return RETURNS.conform(built).collect()


def report(campaign: str, day: int, spend: str | None, **other):
    given = {"campaign_id": campaign, "date": date(2026, 3, day), "channel": "Paid Search"}
    return given | {"spend": None if spend is None else Decimal(spend)} | other


def of(returns, basis, model, campaign, channel=None):
    return [
        (row.date.day, row.conversions, row.value, row.spend, row.roas)
        for row in sorted(returns, key=lambda row: row.date)
        if (row.basis, row.model, row.campaign_id) == (basis, model, campaign) and channel in (None, row.channel)
    ]


def test_credit_stands_on_the_reporting_day_of_the_touch_and_of_the_conversion(returns):
    assert of(returns, "touch", "linear", "spring") == [(3, 0.5, 50, None, None), (5, 0, 0, 50, 0)]
    assert of(returns, "conversion", "linear", "spring") == [(5, 0.5, 50, 50, 1)]
    assert of(returns, "conversion", "last", "spring") == [(5, 0, 0, 50, 0)]


def test_spend_that_earned_nothing_stays_under_every_model_and_basis(returns):
    rows = [of(returns, basis, model, "autumn") for basis in ("touch", "conversion") for model in MODELS.names]
    assert rows == [[(5, 0, 0, 10, 0)]] * 2 * len(MODELS.names)


def test_a_spend_nobody_knows_is_null_and_has_no_roas(returns):
    assert of(returns, "touch", "first", "free") == [(5, 0, 0, None, None)]


def test_conversions_without_a_touch_are_counted_as_none_on_their_own_day(returns):
    assert of(returns, "touch", "first", "", "(none)") == [(5, 1, 0, None, None)]


def test_every_model_and_basis_adds_up_to_all_conversions(returns):
    for basis in ("touch", "conversion"):
        for model in MODELS.names:
            counted = [row.conversions for row in returns if (row.basis, row.model) == (basis, model)]
            assert sum(counted) == pytest.approx(2, abs=1e-9)


def test_a_model_younger_than_the_days_shown_has_spend_only_from_its_first_day_on(spark):
    touches = [touch("t1", "2 10:00", "d1"), touch("t2", "7 10:00", "d2")]
    touches, conversions, people = frames(
        spark,
        touches,
        [conversion("c1", "4 10:00", "d1"), conversion("c2", "8 10:00", "d2"), conversion("c3", "4 11:00", "d3")],
    )
    credits_ = build_credits(touches, conversions, people, Affected(), AttributionConfig(), MODELS)
    young = credits_.withColumn("custom", F.expr("IF(conversion_id = 'c2', custom, slice(custom, 1, 0))"))
    reports = frame(spark, AD_REPORTS, [report("", day, "10") for day in (4, 7, 8)])

    built = build_returns(
        young, build_journeys(conversions, credits_, people), reports, ReportingConfig(timezone="UTC")
    ).collect()

    def told(model):
        rows = [row for row in built if (row.basis, row.model) == ("touch", model)]
        return sorted((row.channel, row.date.day, row.conversions, row.spend) for row in rows)

    assert told("j_shaped") == [("Paid Search", 7, 1, None), ("Paid Search", 8, 0, 10)]
    assert told("last")[0] == ("(none)", 4, 1, None)
    assert [row[1:] for row in told("last")[1:]] == [(2, 1, None), (4, 0, 10), (7, 1, 10), (8, 0, 10)]


def test_a_model_that_shares_all_credit_stands_on_days_without_credit_too(returns):
    costs = {
        model: {
            (row.basis, row.channel, row.campaign_id, row.date.day, row.spend)
            for row in returns
            if row.model == model and (row.spend or row.channel == "(none)")
        }
        for model in ("last", "j_shaped")
    }

    assert len(costs["last"]) == 2 * 3
    assert costs["j_shaped"] == costs["last"]


def test_touches_of_open_conversions_lie_up_to_the_longest_window_that_may_be_before_the_first_open_day():
    days, nearby = days_of_touches(Affected(since=date(2026, 3, 10)), ReportingConfig(restate_days=35))

    # A touch of 3 February UTC may earn of a conversion on 10 March, and be of 2 February where it is reported.
    assert (days.since, nearby.since) == (date(2026, 2, 2), date(2026, 2, 1))
