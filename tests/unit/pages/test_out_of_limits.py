import re
from html import unescape

import pytest

from tandem.pages.numbers import EN_DASH
from tandem.pages.out_of_limits import MOST, out_of_limits
from tandem.pages.signals import Signals
from unit.pages.signal_cases import NIGHT, day, series, unknown


def told(*given):
    section = out_of_limits(Signals(NIGHT, given))
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", section))) if section else None


def test_a_rate_for_review_is_told_by_name_measure_day_observed_and_expected_range():
    text = told(series(day(1, "review", 0.0044, smoothed=0.0091), day(0)))

    assert "For review" in text
    assert f"Spring CTR on 27 March: 0.440% that day, below the expected 0.500{EN_DASH}2.00%" in text
    assert "in control again on 28 March" in text


def test_three_days_together_are_told_where_they_lie_farther_out():
    text = told(series(day(0, "review", 0.018, smoothed=0.017), measure="cr"))

    assert f"CR on 28 March: 1.70% over three days, above the expected 0.800{EN_DASH}1.30%" in text


def test_a_watch_lies_within_the_limits_of_review_and_near_one():
    text = told(series(day(0, "watch", 0.01, smoothed=0.0125)))

    assert "On watch" in text
    assert f"1.25% over three days, near the upper end of the expected 0.800{EN_DASH}1.30%" in text


def test_the_worst_of_a_weeks_days_is_told_and_how_many_there_were():
    text = told(series(day(0, "watch", smoothed=0.0125), day(2, "review", 0.03), day(5, "watch", smoothed=0.0125)))

    assert "CTR on 26 March: 3.00% that day" in text
    assert "3 of the last 7 days out; on watch on 28 March" in text


@pytest.mark.parametrize(("age", "is_told"), [(6, True), (7, False)], ids=["a_week", "older"])
def test_days_of_the_last_week_count(age, is_told):
    text = told(series(day(age, "review", 0.04), day(0)))

    assert ("Spring" in text) == is_told
    assert ("Nothing is out of limits" in text) != is_told


def test_a_market_index_is_said_where_it_moved_the_limits():
    assert "limits moved by a market index of 1.20" in told(series(day(0, "review", 0.04, market=1.2)))
    assert "market" not in told(series(day(0, "review", 0.04, market=1.0)))
    assert "market" not in told(series(day(0, "review", 0.04)))


def test_without_history_nothing_is_said_to_be_in_limits():
    text = told(series(unknown(0), unknown(1)))

    assert "Nothing is out" not in text
    assert "too little history" in text


def test_without_rates_there_is_no_section():
    assert told() is None


def test_a_long_list_ends_in_a_count():
    many = [series(day(0, "watch", smoothed=0.0125), name=f"Ad {n}", entity=f"c{n}") for n in range(MOST + 5)]

    assert "and 5 more" in told(*many)


def test_a_shape_tells_above_from_below():
    up, down = (out_of_limits(Signals(NIGHT, [series(day(0, "review", rate))])) for rate in (0.04, 0.001))

    assert set(re.findall(r'<path d="([^"]+)"', up)) != set(re.findall(r'<path d="([^"]+)"', down))
