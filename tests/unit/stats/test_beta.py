import numpy as np
import pytest
from scipy import stats

from tandem.stats import beta as betas


@pytest.mark.parametrize(
    ("alpha", "beta"),
    [(0.5, 900.0), (20.0, 3e4), (999.0, 1e6), (1_001.0, 1e6), (1e7, 1_001.0), (9.9e4, 1e8), (1.01e5, 1e8), (1e6, 1e6)],
)
@pytest.mark.parametrize("probability", [0.05, 0.95])
def test_quantiles_are_exact_by_whichever_way_they_are_found(alpha, beta, probability):
    found = betas.quantile(np.array([alpha]), np.array([beta]), probability)[0]
    assert stats.beta(alpha, beta).cdf(found) == pytest.approx(probability, abs=1e-6)


def test_a_huge_beta_has_the_spread_of_its_normal_limit():
    low, high = (betas.quantile(np.array([1e8]), np.array([1e12]), p)[0] for p in (0.05, 0.95))
    assert (high - low) / (2 * 1.6448536 * 1e-4 / np.sqrt(1e8)) == pytest.approx(1, abs=1e-3)


def test_a_mixture_of_two_equal_components_is_the_component():
    alpha, beta = np.full((2, 1), 3.0), np.full((2, 1), 7.0)
    found = betas.mixture_quantile(alpha, beta, np.array([0.5, 0.5]), 0.95)[0]
    assert found == pytest.approx(stats.beta(3, 7).ppf(0.95))


def test_the_matched_beta_has_the_mean_and_variance_of_the_mixture():
    alpha, beta, weights = np.array([[2.0], [30.0]]), np.array([[8.0], [90.0]]), np.array([0.3, 0.7])

    a, b = betas.matched(alpha, beta, weights)

    parts = [stats.beta(2, 8), stats.beta(30, 90)]
    mean = sum(w * part.mean() for w, part in zip(weights, parts, strict=True))
    square = sum(w * (part.var() + part.mean() ** 2) for w, part in zip(weights, parts, strict=True))
    assert stats.beta(a[0], b[0]).stats("mv") == pytest.approx((mean, square - mean**2))


def test_a_probability_above_a_point_is_what_is_not_below_it():
    found = betas.above(np.array([3.0, 3.0, 3e4]), np.array([900.0, 900.0, 3e6]), np.array([0.004, 2.0, 0.0099]))
    exact = [stats.beta(3, 900).sf(0.004), 0.0, stats.beta(3e4, 3e6).sf(0.0099)]
    assert found == pytest.approx(exact, abs=1e-12)
