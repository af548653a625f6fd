import numpy as np
import pytest

from tandem.stats.differences import common_difference, difference, p_of_equal_rates


def test_a_difference_is_as_sure_as_its_simulation():
    """Against posterior draws of two Betas."""
    found = difference(np.array([60.0, 40]), np.array([1000.0, 1000]))
    random = np.random.default_rng(1)
    drawn = random.beta(60.5, 940.5, 200_000) > random.beta(40.5, 960.5, 200_000)
    assert float(found.p_above) == pytest.approx(drawn.mean(), abs=0.003)


def test_over_dispersed_counts_are_worth_less():
    k, n = np.array([60.0, 40]), np.array([1000.0, 1000])
    assert difference(k, n, phi=4.0).p_above < difference(k, n).p_above


def test_a_side_without_trials_says_nothing():
    assert float(difference(np.array([0.0, 4]), np.array([0.0, 10])).p_above) == 0.5


def test_the_common_difference_of_simulated_strata_has_the_spread_it_claims():
    random = np.random.default_rng(2)
    trials, rates = np.array([[300, 50, 900], [60, 400, 500]]), np.array([[0.10, 0.30, 0.05], [0.10, 0.30, 0.05]])
    found = [common_difference(random.binomial(trials, rates).astype(float), trials) for _ in range(2000)]
    standard = np.array([each.log_odds / each.spread for each in found])
    assert standard.mean() == pytest.approx(0, abs=0.08)
    assert standard.std() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("spread", [0.0, 0.2], ids=["coin_tosses", "days_that_differ"])
def test_equal_groups_are_called_different_no_more_often_than_stated(spread):
    random, alarms, group = np.random.default_rng(3), 0, np.repeat(np.arange(3), 28)
    for _ in range(500):
        rate = 0.03 * (random.gamma(spread**-2, spread**2, 84) if spread else np.ones(84))
        alarms += p_of_equal_rates(random.binomial(2000, rate).astype(float), np.full(84, 2000.0), group) < 0.05
    assert 10 <= alarms <= 42


def test_groups_that_differ_are_told_apart():
    rate = np.repeat([0.03, 0.036], 28)
    k = np.random.default_rng(4).binomial(2000, rate).astype(float)
    assert p_of_equal_rates(k, np.full(56, 2000.0), np.repeat([0, 1], 28)) < 0.01


@pytest.mark.parametrize(
    ("k", "n", "group"),
    [([5.0], [10.0], [0]), ([5.0, 5.0], [10.0, 10.0], [0, 1]), ([0.0, 0, 0], [9.0, 9, 9], [0, 1, 1])],
    ids=["one_group", "one_day_each", "no_successes"],
)
def test_too_little_to_tell_is_nan(k, n, group):
    assert np.isnan(p_of_equal_rates(np.array(k), np.array(n), np.array(group)))
