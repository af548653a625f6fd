import numpy as np
import pytest

from tandem.stats.maturity import completeness, lag_quantile, mean_lag


def test_a_share_that_converts_on_the_first_day_is_what_is_in_on_the_first_day():
    # Three of four conversions come on the day of the click, the fourth two days later; all ages are alike.
    clicks = np.full((1, 10), 1_000_000.0)
    converted = np.zeros((1, 10, 3))
    converted[0, :, 0] = 30_000
    converted[0, 2:, 2] = 10_000

    found = completeness(clicks, converted)

    assert found[0, [0, 1, 2, 9]] == pytest.approx([0.75, 0.75, 1, 1], abs=1e-3)


def test_censored_clicks_are_at_risk_only_for_the_lags_they_have_reached():
    # Most clicks are of today: counting them at every lag would make late conversions look rarer.
    clicks = np.array([[900_000.0, 1_000.0, 1_000.0]])
    converted = np.zeros((1, 3, 3))
    converted[0, :, 0] = [90_000, 100, 100]
    converted[0, 2, 2] = 90

    found = completeness(clicks, converted)

    assert found[0, 0] == pytest.approx(0.1 / (1 - 0.9 * 0.9), abs=1e-3)


def test_a_channel_without_conversions_takes_the_pace_of_all():
    clicks = np.full((2, 4), 1_000.0)
    converted = np.zeros((2, 4, 2))
    converted[0, :, 0], converted[0, 1:, 1] = 10, 10

    found = completeness(clicks, converted)

    assert found[1, 0] == pytest.approx(found[0, 0], abs=0.01)
    assert 0.4 < found[1, 0] < 0.6


def test_where_nothing_ever_converted_every_day_is_complete():
    assert completeness(np.ones((1, 4)), np.zeros((1, 4, 2))).tolist() == [[1, 1, 1, 1]]


def test_projected_rates_meet_the_truth():
    rng = np.random.default_rng(5)
    ages, lags = 60, 31
    by_lag = rng.dirichlet(np.exp(-np.arange(lags) / 6)) * 0.05
    clicks = np.full((1, ages), 20_000.0)
    converted = np.zeros((1, ages, lags))
    for age in range(ages):
        seen = min(age, lags - 1) + 1
        converted[0, age, :seen] = rng.multinomial(20_000, [*by_lag[:seen], 1 - by_lag[:seen].sum()])[:seen]

    shares = completeness(clicks, converted)

    recent = slice(0, 7)
    projected = converted[0, recent].sum() / (clicks[0, recent] * shares[0, recent]).sum()
    assert projected == pytest.approx(by_lag.sum(), rel=0.03)


def test_days_until_a_share_is_in_and_on_average():
    shares = np.array([[0.0, 0.25, 0.75, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0, 1.0]])

    assert [lag_quantile(shares, share).tolist() for share in (0.25, 0.26, 0.9)] == [[1, 0], [2, 0], [3, 0]]
    assert mean_lag(shares).tolist() == [2.0, 0.0]
