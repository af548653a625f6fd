from collections import Counter

import numpy as np
import pytest

from tandem.stats.leads import find_lead

DAYS = 180
WEEKDAY = np.arange(DAYS) % 7


def autoregression(random, share, days=DAYS):
    """A series that keeps `share` of each day for the next."""
    series = np.zeros(days + 50)
    for day, noise in enumerate(random.normal(size=days + 50)):
        series[day] = share * series[day - 1] + noise
    return series[50:]


def pair(seed, lag, strength):
    """A series, and one that follows it `lag` days later, both with weekdays and a past of their own."""
    random = np.random.default_rng(seed)
    long = autoregression(random, 0.5, DAYS + 40)
    later = strength * long[20 - lag : 20 - lag + DAYS] + autoregression(random, 0.3)
    return long[20 : 20 + DAYS], later + np.sin(WEEKDAY) + 0.01 * np.arange(DAYS)


@pytest.mark.parametrize(("lag", "verdict"), [(3, "leading"), (10, "leading"), (-2, "lagging")])
def test_a_planted_lag_is_found_with_its_days_and_side(lag, verdict):
    found = [find_lead(*pair(seed, lag, 0.5), weekday=WEEKDAY) for seed in range(40)]

    assert sum((each.verdict, each.lag_days) == (verdict, lag) for each in found) >= 38
    assert all(each.effect_low <= each.effect <= each.effect_high for each in found)


@pytest.mark.parametrize("share", [0.0, 0.9], ids=["white_noise", "series_with_a_long_past"])
def test_series_that_know_nothing_of_each_other_are_called_neither_at_the_nominal_rate(share):
    verdicts = Counter()
    for seed in range(400):
        random = np.random.default_rng([seed, 5])
        one, other = autoregression(random, share), autoregression(random, share)
        verdicts[find_lead(one, other, weekday=WEEKDAY).verdict] += 1

    # Binomial(400, .95) lies outside with a chance of one in a thousand; of 2,500 pairs of white noise 95.2 % were.
    assert 365 <= verdicts["neither"] <= 393


def test_series_that_move_on_the_same_day_alone_lead_nobody():
    verdicts = Counter()
    for seed in range(100):
        one, noise = np.random.default_rng([seed, 6]).normal(size=(2, DAYS))
        verdicts[find_lead(one, one + noise, weekday=WEEKDAY).verdict] += 1
    assert verdicts["neither"] >= 88


def test_the_lagged_regression_finds_the_planted_strength():
    effects = []
    for seed in range(30):
        one = np.random.default_rng([seed, 9]).normal(size=DAYS)
        other = np.roll(one, 4) + np.random.default_rng([seed, 8]).normal(size=DAYS)
        effects.append(find_lead(one, other, weekday=WEEKDAY).effect)

    # Of a series whose half is the other: sqrt(1 / 2) standard deviations.
    assert np.mean(effects) == pytest.approx(np.sqrt(0.5), abs=0.04)


@pytest.mark.parametrize(
    ("days", "missing", "verdict"),
    [(55, 0, "not enough data"), (56, 0, "neither"), (180, 30, "not enough data"), (180, 5, "neither")],
    ids=["too_few_days", "just_enough", "many_days_missing", "some_days_missing"],
)
def test_few_days_say_nothing(days, missing, verdict):
    random = np.random.default_rng(4)
    one, other = random.normal(size=(2, days))
    one[:missing] = np.nan
    assert find_lead(one, other, weekday=np.arange(days) % 7).verdict == verdict


def test_a_series_that_never_moves_says_nothing():
    found = find_lead(np.ones(DAYS), np.random.default_rng(1).normal(size=DAYS), weekday=WEEKDAY)
    assert found.verdict == "not enough data"
