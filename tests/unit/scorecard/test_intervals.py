import numpy as np
import pytest

from tandem.pages.content import NOTHING
from tandem.scorecard.intervals import ratio_of_days, share_of_days, share_of_sums
from tandem.stats.redrawn import redrawn_days

STEADY = np.array([50.0, 51, 49, 50, 50, 50, 50])
WILD = np.array([5.0, 95, 20, 80, 50, 10, 90])
TRIALS = np.full(7, 1000.0)


def test_a_share_is_sum_over_sum():
    found = share_of_days(np.array([1.0, 30]), np.array([10.0, 990]))

    assert found.value == pytest.approx(31 / 1000)
    assert found.low < found.value < found.high


def test_days_that_differ_more_make_a_wider_interval():
    steady, wild = share_of_days(STEADY, TRIALS), share_of_days(WILD, TRIALS)

    assert steady.value == wild.value
    assert wild.high - wild.low > 2 * (steady.high - steady.low)


@pytest.mark.parametrize("successes", [0.0, 10.0], ids=["none", "all"])
def test_a_share_at_its_limit_lies_in_its_interval(successes):
    found = share_of_sums(successes, 10.0, phi=1.0)

    assert 0 <= found.low <= found.value <= found.high <= 1


def test_no_trials_say_nothing():
    assert share_of_days(np.zeros(3), np.zeros(3)) == NOTHING
    assert ratio_of_days(np.ones(3), np.zeros(3)) == NOTHING


@pytest.mark.parametrize(("days", "has_interval"), [(4, False), (5, True)], ids=["too_few_days", "enough_days"])
def test_a_ratio_needs_five_days_for_an_interval(days, has_interval):
    found = ratio_of_days(np.arange(1.0, days + 1), np.ones(days))

    assert found.value == pytest.approx((days + 1) / 2)
    assert (found.low is not None) == has_interval


def test_the_interval_of_a_ratio_is_that_of_its_linearised_variance():
    random = np.random.default_rng(5)
    below = random.uniform(80, 120, 28)
    above = 3 * below + random.normal(0, 30, 28)
    found = ratio_of_days(above, below)

    residual = above - found.value * below
    width = 2 * 1.645 * np.sqrt(28 * residual.var(ddof=1)) / below.sum()
    assert found.high - found.low == pytest.approx(width, rel=0.12)


def test_draws_are_the_same_every_night():
    assert np.array_equal(redrawn_days(9), redrawn_days(9))
    assert (redrawn_days(9).sum(axis=1) == 9).all()
