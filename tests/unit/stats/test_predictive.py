import numpy as np
import pytest
from scipy import stats

from tandem.stats.posterior import judge_rates
from tandem.stats.predictive import predicted_successes


def test_of_a_well_known_rate_the_interval_is_that_of_coin_tosses():
    known = judge_rates([2_000_000], [100_000_000], [0.02])

    low, high = predicted_successes(known, [10_000], phi=1.0)

    exact = stats.binom(10_000, 0.02)
    assert (low[0], high[0]) == pytest.approx((exact.ppf(0.05), exact.ppf(0.95)), abs=1)


@pytest.mark.parametrize(("phi", "least", "most"), [(1.0, 0.88, 0.93), (9.0, 0.88, 0.93)])
def test_ninety_per_cent_of_next_days_fall_into_it(phi, least, most):
    # A day's rate varies so that the variance of its successes is phi times that of coin tosses.
    rng = np.random.default_rng(6)
    days, trials, rate = 28, 10_000, 0.02
    spread = np.sqrt((phi - 1) * (1 - rate) / (trials * rate))

    def draw(*shape):
        factor = rng.gamma(spread**-2, spread**2, shape) if spread else np.ones(shape)
        return rng.binomial(trials, rate * factor)

    past = draw(400, days).sum(axis=1)
    rates = judge_rates(past, np.full(400, days * trials), 0.02, phi=phi)
    low, high = predicted_successes(rates, np.full(400, trials), phi=phi)
    next_day = draw(50, 400)

    assert least <= np.mean((low <= next_day) & (next_day <= high)) <= most


@pytest.mark.parametrize(
    ("trials", "phi"), [(0, 1.0), (1, 1.0), (1, 50.0), (10**8, 1e4)], ids=["none", "one", "less_than_phi", "many"]
)
def test_the_points_are_whole_and_lie_between_none_and_all(trials, phi):
    low, high = predicted_successes(judge_rates([3], [1_000], [0.004]), [trials], phi=phi)

    assert 0 <= low[0] <= high[0] <= trials
    assert (low[0] % 1, high[0] % 1) == (0, 0)
