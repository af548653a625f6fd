"""Two weeks of one channel whose figures are worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tandem.attribution.weekly import build_weeks, lag_curve
from tandem.config import AttributionConfig, ReportingConfig
from tandem.tables import CREDITS, RETURNS
from unit.attribution.journey_rows import frame, instant

CONF, UTC = AttributionConfig(click_window_days=10), ReportingConfig(timezone="UTC")
FIRST, SECOND = date(2026, 3, 9), date(2026, 3, 16)  # Mondays
THROUGH = date(2026, 3, 23)  # the first Monday's touches are 14 days old, the second's 7


def credit(n, touched, converted, channel="Email"):
    row = {"conversion_id": f"c{n}", "touch_id": f"t{n}", "channel": channel, "linear": 1.0}
    return {**row, "touched_at": instant(touched), "converted_at": instant(converted), "date": date(2026, 3, 1)}


def returned(day, value, spend, basis="touch", channel="Email", conversions=None):
    row = {"basis": basis, "model": "last", "channel": channel, "campaign_id": "", "date": day}
    worth = {"conversions": float(value / 10 if conversions is None else conversions), "value": float(value)}
    return {**row, **worth, "spend": None if spend is None else Decimal(spend)}


# Of touches at least ten days old, all to 13 March, three of four convert within a week.
LAGS = [credit(1, "3 10:00", "3 12:00"), credit(2, "4 10:00", "6 10:00"), credit(3, "5 10:00", "12 10:00")]
LAGS += [credit(4, "6 10:00", "15 10:00"), credit(5, "20 10:00", "20 11:00")]


def test_a_lag_curve_is_seen_on_touches_that_are_a_whole_window_old(spark):
    rows = lag_curve(frame(spark, CREDITS, LAGS), THROUGH, window_days=10, timezone="UTC").collect()

    curve = {row.age: row.share for row in rows}
    assert [curve[age] for age in (0, 2, 6, 7, 9, 10)] == pytest.approx([0.25, 0.5, 0.5, 0.75, 1, 1])


def test_few_conversions_of_a_channel_lean_on_those_of_all(spark):
    many = [credit(100 + n, "3 10:00", "3 11:00", "Display") for n in range(20)]

    rows = lag_curve(frame(spark, CREDITS, [*LAGS, *many]), THROUGH, window_days=10, timezone="UTC").collect()

    at_once = {row.channel: row.share for row in rows if row.age == 0}
    pooled = 21 / 24
    assert at_once == {
        "Email": pytest.approx((1 + 20 * pooled) / 24),
        "Display": pytest.approx((20 + 20 * pooled) / 40),
    }


def weeks_of(spark, *rows, through=THROUGH, lags=LAGS):
    frames = frame(spark, RETURNS, list(rows)), frame(spark, CREDITS, lags)
    found = build_weeks(*frames, through, CONF, UTC).orderBy("week").collect()
    return {(row.channel, row.week): row for row in found}


def test_a_young_week_is_told_by_what_is_in_and_by_what_is_expected(spark):
    weeks = weeks_of(
        spark,
        returned(FIRST, 100, 50),
        returned(SECOND, 150, 150),
        returned(SECOND, 999, 999, basis="conversion"),
        returned(SECOND, 999, None, channel="(none)"),
    )

    assert list(weeks) == [("Email", FIRST), ("Email", SECOND)]
    young = weeks["Email", SECOND]
    assert (young.roas, young.completeness, young.expected_value, young.expected_roas) == (
        1,
        0.75,
        200,
        pytest.approx(4 / 3),
    )
    # 100 more expected for 100 spent more, though what is in rose by 50 only.
    assert young.marginal_roas == pytest.approx(1)
    assert weeks["Email", FIRST].marginal_roas is None


def test_no_return_on_a_difference_where_spend_stood_still_or_a_week_is_not_over_or_is_missing(spark):
    still = weeks_of(spark, returned(FIRST, 100, 100), returned(SECOND, 150, 105))
    running = weeks_of(spark, returned(FIRST, 100, 50), returned(SECOND, 150, 150), through=SECOND + timedelta(days=5))
    gap = weeks_of(spark, returned(FIRST - timedelta(days=7), 100, 50), returned(SECOND, 150, 150))

    assert [weeks["Email", SECOND].marginal_roas for weeks in (still, running, gap)] == [None, None, None]


def test_without_a_touch_a_window_old_nothing_is_expected(spark):
    [week] = weeks_of(spark, returned(SECOND, 150, 150), lags=LAGS[-1:]).values()
    assert (week.roas, week.expected_value, week.completeness) == (1, None, None)
