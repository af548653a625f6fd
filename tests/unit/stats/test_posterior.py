import math

import numpy as np
import pytest
from scipy import stats

from tandem.stats import posterior, strength
from tandem.stats.posterior import FEW_ARMS, judge_rates
from tandem.stats.strength import log_rising, weigh_strengths


def mixture_by_sums(arms, mean, *, arm, rates=4000):
    """Mean, 5 % and 95 % point of one arm: plain sums over a grid of rates, for each candidate strength."""
    strengths, weights = weigh_strengths(
        np.array([float(k) for k, _ in arms]),
        np.array([float(n) for _, n in arms]),
        np.full(len(arms), mean),
        np.zeros(len(arms)),
    )
    k, n = arms[arm]
    grid = [(i + 0.5) / rates for i in range(rates)]
    density = [0.0] * rates
    for a, weight in zip(strengths, weights, strict=True):
        b = a * (1 - mean) / mean
        logs = [(a + k - 1) * math.log(x) + (b + n - k - 1) * math.log(1 - x) for x in grid]
        top = max(logs)
        heights = [math.exp(each - top) for each in logs]
        total = sum(heights)
        density = [had + weight * height / total for had, height in zip(density, heights, strict=True)]
    below, points = 0.0, []
    for x, height in zip(grid, density, strict=True):
        for wanted in (0.05, 0.95):
            if below < wanted <= below + height:
                points.append(x)
        below += height
    return sum(x * height for x, height in zip(grid, density, strict=True)), *points


def weights_by_sums(arms, mean, strengths):
    """The same weights from the definition: the product of beta-binomials times a half-Cauchy of 1 / sqrt(strength)."""
    logs = []
    for a in strengths:
        b = a * (1 - mean) / mean
        fit = sum(
            math.lgamma(a + k)
            + math.lgamma(b + n - k)
            - math.lgamma(a + b + n)
            - math.lgamma(a)
            - math.lgamma(b)
            + math.lgamma(a + b)
            for k, n in arms
        )
        spread = a**-0.5
        logs.append(fit + math.log(spread / (1 + (spread / 0.5) ** 2)))
    top = max(logs)
    return [math.exp(each - top) / sum(math.exp(other - top) for other in logs) for each in logs]


def test_few_arms_equal_a_sum_over_rates_and_strengths():
    arms = [(9, 40), (2, 30), (7, 25)]

    found = judge_rates([k for k, _ in arms], [n for _, n in arms], 0.2)

    for arm in range(3):
        mean, low, high = mixture_by_sums(arms, 0.2, arm=arm)
        assert found.mean[arm] == pytest.approx(mean, abs=5e-4)
        assert (found.low[arm], found.high[arm]) == pytest.approx((low, high), abs=5e-4)


def test_strengths_weigh_what_the_marginal_likelihood_says():
    arms = [(9, 40), (2, 30), (7, 25), (0, 3)]

    strengths, weights = weigh_strengths(
        np.array([9.0, 2, 7, 0]), np.array([40.0, 30, 25, 3]), np.full(4, 0.2), np.zeros(4)
    )

    assert weights == pytest.approx(weights_by_sums(arms, 0.2, strengths), rel=1e-4)


def test_the_data_outweigh_the_prior_in_the_end_and_quantiles_are_those_of_a_beta():
    found = judge_rates([30_000], [1_000_000], [0.01])

    exact = stats.beta(30_000 + 0.5, 970_000)
    assert (found.low[0], found.high[0]) == pytest.approx((exact.ppf(0.05), exact.ppf(0.95)), rel=1e-4)


def test_phi_counts_trials_and_successes_for_less():
    many = judge_rates([400, 900], [10_000, 10_000], 0.05, phi=[4.0, 4.0])
    fewer = judge_rates([100, 225], [2_500, 2_500], 0.05)

    assert many.low == pytest.approx(fewer.low)
    assert many.effective_size.tolist() == [2_500, 2_500]


@pytest.mark.parametrize(
    ("successes", "trials", "expected"),
    [
        ([0], [0], [0.01]),
        ([0, 0], [100, 100_000_000], [0.01, 0.01]),
        ([1_000_000] * 3, [100_000_000] * 3, [0.01] * 3),
        ([10**11], [10**13], [0.01]),
        ([7], [5], [0.5]),
        ([5], [10], [0.0]),
        ([5], [10], [1.0]),
        ([0] * (FEW_ARMS + 1), [0] * (FEW_ARMS + 1), [0.01] * (FEW_ARMS + 1)),
    ],
    ids=[
        "no_trials",
        "no_successes",
        "identical",
        "huge",
        "more_successes_than_trials",
        "expected_0",
        "expected_1",
        "many_empty",
    ],
)
def test_extreme_arms_stay_finite_and_ordered(successes, trials, expected):
    found = judge_rates(successes, trials, expected)

    assert np.all(np.isfinite([found.mean, found.low, found.high, found.p_high, found.p_par, found.strength]))
    assert np.all((found.low >= 0) & (found.low <= found.mean) & (found.mean <= found.high) & (found.high <= 1))


def test_no_arms_give_an_empty_answer():
    assert judge_rates([], [], []).mean.size == 0


def test_identical_arms_shrink_all_the_way_and_differing_arms_hardly():
    alike = judge_rates([1_000] * 40, [100_000] * 40, 0.01)
    unlike = judge_rates([500, 2_000] * 20, [100_000] * 40, 0.01)

    assert alike.strength[0] > 100 * unlike.strength[0]
    assert alike.p_par.min() > 0.9
    assert unlike.p_high[:2].tolist() == pytest.approx([0.0, 1.0], abs=1e-6)


def test_the_index_has_one_spread_whatever_the_rate():
    found = judge_rates([30, 3_000], [10_000, 10_000], [0.002, 0.2])

    assert (found.strength * [0.002, 0.2]) == pytest.approx([found.strength[0] * 0.002] * 2)


def test_the_parents_index_moves_the_prior_and_not_what_is_expected():
    found = judge_rates([0], [0], [0.01], parent_index=[2.0])

    assert found.mean[0] == pytest.approx(0.02)
    assert found.p_high[0] > 0.5


@pytest.mark.parametrize("arms", [5, 40, 2_000])
def test_ninety_per_cent_intervals_cover_ninety_per_cent(arms):
    rng = np.random.default_rng(11)
    covered = []
    for _ in range(max(1, 500 // arms)):
        expected = rng.uniform(0.002, 0.05, arms)
        truth = np.minimum(expected * rng.gamma(6, 1 / 6, arms), 0.9)
        trials = rng.geometric(1 / 2_000, arms)
        found = judge_rates(rng.binomial(trials, truth), trials, expected)
        covered.append((found.low <= truth) & (truth <= found.high))
    assert 0.86 <= np.mean(covered) <= 0.94


def test_order_does_not_matter_where_only_some_arms_tell_the_strength(monkeypatch):
    monkeypatch.setattr(strength, "ARMS_LOOKED_AT", 500)
    rng = np.random.default_rng(3)
    trials = rng.geometric(1 / 500, 2_000).astype(float)
    successes = rng.binomial(trials.astype(int), 0.02).astype(float)
    order = rng.permutation(2_000)

    straight = judge_rates(successes, trials, 0.02)
    shuffled = judge_rates(successes[order], trials[order], 0.02)

    assert shuffled.mean == pytest.approx(straight.mean[order], rel=1e-12)


@pytest.mark.parametrize("start", [0.3, 999.0, 1_001.0, 1e6, 1e12])
def test_rising_factorials_equal_sums_of_logarithms(start):
    exact = math.fsum(math.log(start + i) for i in range(50))
    assert log_rising(np.array([start]), np.array([50.0]))[0] == pytest.approx(exact, rel=1e-12)


def test_a_doubtful_prior_mean_is_worth_less(monkeypatch):
    """Spread of arms 1/4 and doubt 1/4: a prior of 2 successes in 40 trials, so that 6 of 100 become 8 of 140."""
    monkeypatch.setattr(posterior, "weigh_strengths", lambda *_: (np.array([4.0]), np.ones(1)))

    found = judge_rates([6], [100], [0.05], doubt=[0.25])

    assert found.mean[0] == pytest.approx(8 / 140)
    assert found.strength[0] == pytest.approx(40)


def by_sums_over_means(arm, mean, *, strength, doubt, means=200, rates=2_000):
    """Mean, 5 % and 95 % point of a rate: plain sums over it and over prior means, gamma around `mean`."""
    k, n = arm
    heights = [0.0] * rates
    for index in ((i + 0.5) * 3 / means for i in range(means)):
        likely = math.exp((1 / doubt - 1) * math.log(index) - (index - 1) / doubt)
        b = strength * (1 - mean * index) / (mean * index)
        scale = math.lgamma(strength + b) - math.lgamma(strength) - math.lgamma(b)
        for j in range(rates):
            x = (j + 0.5) / rates
            heights[j] += likely * math.exp(
                scale + (strength + k - 1) * math.log(x) + (b + n - k - 1) * math.log(1 - x)
            )
    total, below, points = sum(heights), 0.0, []
    for j, height in enumerate(heights):
        for wanted in (0.05, 0.95):
            if below < wanted * total <= below + height:
                points.append((j + 0.5) / rates)
        below += height
    return sum((j + 0.5) / rates * height for j, height in enumerate(heights)) / total, *points


def test_a_doubtful_prior_mean_equals_a_sum_over_all_that_it_may_be(monkeypatch):
    monkeypatch.setattr(posterior, "weigh_strengths", lambda *_: (np.array([20.0]), np.ones(1)))

    found = judge_rates([8], [60], [0.1], doubt=[0.05])

    mean, low, high = by_sums_over_means((8, 60), 0.1, strength=20.0, doubt=0.05)
    assert (found.mean[0], found.low[0], found.high[0]) == pytest.approx((mean, low, high), rel=0.03)
    assert judge_rates([8], [60], [0.1]).mean[0] < 0.99 * found.mean[0]


def test_strengths_are_weighed_beside_the_doubt():
    """Arms that lie no further apart than their prior means are in doubt are alike."""
    rng = np.random.default_rng(2)
    trials = np.full(200, 5_000.0)
    successes = rng.binomial(5_000, 0.05 * rng.gamma(16, 1 / 16, 200)).astype(float)

    spread = [1 / np.sqrt(np.exp(w @ np.log(s))) for s, w in (
        weigh_strengths(successes, trials, np.full(200, 0.05), np.full(200, doubt)) for doubt in (0.0, 0.06)
    )]  # fmt: skip

    assert spread[0] == pytest.approx(0.25, rel=0.1)
    assert spread[1] < 0.12


def test_order_does_not_matter_where_arms_differ_in_doubt_alone(monkeypatch):
    monkeypatch.setattr(strength, "ARMS_LOOKED_AT", 5)
    doubt = np.linspace(0, 1, 40)

    straight = judge_rates([3.0] * 40, [100.0] * 40, 0.02, doubt=doubt)
    turned = judge_rates([3.0] * 40, [100.0] * 40, 0.02, doubt=doubt[::-1])

    assert turned.mean == pytest.approx(straight.mean[::-1], rel=1e-12)
