import numpy as np
import pytest

from tandem.stats.efficiency import Index, efficiency, revenue_of_points

DAYS = np.ones(28)


def test_efficiency_by_hand():
    """CTR 1.44 times, CR 1.5 times expected, clicks at half the price of others: sqrt(1.44 x 2) x 1."""
    ctr, cr = Index(0.0144, 0.01, 1e6), Index(0.075, 0.05, 1e6)
    found, p = efficiency(ctr, cr, 5 * DAYS, 10 * DAYS, expected_cpc=1.0)

    assert found.value == pytest.approx(np.sqrt(2.88))
    assert found.low < found.value < found.high
    assert p == 1.0


def test_clicks_that_nobody_wanted_do_not_win():
    """2.5 times the CTR at a fixed price of impressions, and a fifth of the CR: 2.5 x 0.2."""
    found, p = efficiency(Index(0.025, 0.01, 1e5), Index(0.01, 0.05, 1e4), 4 * DAYS, 10 * DAYS, expected_cpc=1.0)

    assert found.value == pytest.approx(0.5)
    assert p < 0.01


def test_a_cr_over_the_expected_earns_no_more_than_the_expected():
    at_par, above = (
        efficiency(Index(0.01, 0.01, 1e6), Index(cr, 0.05, 1e9), DAYS, DAYS, expected_cpc=1.0)[0] for cr in (0.05, 0.2)
    )
    assert above.value == at_par.value == pytest.approx(1.0)


def test_the_interval_of_drawn_campaigns_holds_the_true_efficiency():
    """Counts drawn for a campaign of CTR 1.5x and CR 0.6x, at a fixed price of impressions: sqrt(1.5 x 1.5) x 0.6."""
    random, held = np.random.default_rng(1), 0
    for _ in range(300):
        clicks = random.binomial(10_000, 0.015, 28).astype(float)
        converting = random.binomial(clicks.sum().astype(int), 0.03)
        ctr, cr = Index(clicks.sum() / 280_000, 0.01, 280_000.0), Index(converting / clicks.sum(), 0.05, clicks.sum())
        found, _ = efficiency(ctr, cr, np.full(28, 50.0), clicks, expected_cpc=0.5)
        held += found.low <= 0.9 <= found.high
    assert held >= 0.85 * 300


def test_at_a_fixed_price_of_impressions_the_same_clicks_are_doubted_once_and_wholly():
    """CTR and 1 / CPC are then the same thing, so the root of their product is as doubtful as either."""
    clicks = np.random.default_rng(3).poisson(100, 28).astype(float)
    ctr = Index(clicks.sum() / 280_000, 0.01, 280_000.0)
    found, _ = efficiency(ctr, Index(0.1, 0.05, 1e9), np.full(28, 50.0), clicks, expected_cpc=0.5)

    assert (found.high - found.low) / found.value == pytest.approx(3.29 / np.sqrt(clicks.sum()), rel=0.15)


def test_few_days_have_no_interval():
    found, p = efficiency(Index(0.01, 0.01, 99), Index(0.05, 0.05, 99), np.ones(4), np.ones(4), expected_cpc=1.0)
    assert (found.value, np.isnan(found.low), np.isnan(p)) == (pytest.approx(1.0), True, True)


def test_a_point_of_ctr_by_hand():
    """1,000 impressions and 20 clicks a day, 100 of value: 5 a click, so 0.01 more of CTR brings 10 clicks and 50."""
    counts = (20 * DAYS, 1000 * DAYS, 100 * DAYS, 20 * DAYS)

    point = revenue_of_points(*counts, points=0.01, share=0.0, slope=np.array([-1.0]).repeat(2001))
    tenth = revenue_of_points(*counts, points=0.0, share=0.1, slope=np.array([0.0]).repeat(2001))

    assert point.held.value == pytest.approx(28 * 50)
    assert point.moved.value == pytest.approx(0)  # CR falls by as much as CTR rises
    assert (tenth.held.value, tenth.moved.value) == pytest.approx((28 * 10, 28 * 10))
    assert revenue_of_points(*counts, points=0.01, share=0.0, slope=None).moved is None


def test_the_doubt_of_the_slope_is_in_the_interval():
    counts = (20 * DAYS, 1000 * DAYS, 100 * DAYS, 20 * DAYS)
    draws = np.concatenate([[-0.5], np.random.default_rng(1).normal(-0.5, 0.2, 2000)])
    found = revenue_of_points(*counts, points=0.0, share=0.1, slope=draws)

    assert found.held.high - found.held.low == pytest.approx(0, abs=1e-9)
    assert found.moved.low < found.moved.value < found.moved.high
    assert found.moved.value == pytest.approx(28 * 100 * (1.1**0.5 - 1))
