import numpy as np
import pytest
from scipy import stats

from tandem.stats.contrasts import Counts, contrast, log_ratio, log_variance

TRIALS = 1e9  # so many that counts are Poisson's


def counts(successes, trials, awaited):
    return Counts(*(np.atleast_1d(np.asarray(each, dtype=float)) for each in (successes, trials, awaited)))


@pytest.mark.parametrize("awaited", [5, 10, 20, 50, 200])
def test_a_ratio_is_never_surer_than_exact_tails_of_poisson_counts_allow(awaited):
    seen = np.arange(0, 4 * awaited)
    side = counts(seen, np.full(seen.size, TRIALS), np.full(seen.size, awaited))

    said = np.abs(log_ratio(side)) / np.sqrt(log_variance(side))

    # Mid-p values: half the chance of the count itself.
    middle = stats.poisson.pmf(seen, awaited) / 2
    below, above = stats.poisson.cdf(seen - 1, awaited) + middle, stats.poisson.sf(seen, awaited) + middle
    exact = np.abs(stats.norm.ppf(np.minimum(below, above)))
    within = exact < 3
    assert np.all((said - exact)[within] < 0.1)
    assert np.all((exact - said)[within] < 0.55)


def test_only_the_split_of_what_is_awaited_matters():
    part, whole = counts(30, 400, 4), counts(130, 1400, 14)

    lower, variance = contrast(part, whole)
    same, as_sure = contrast(part._replace(awaited=part.awaited * 7), whole._replace(awaited=whole.awaited * 7))

    assert lower == pytest.approx(np.log((30.5 / (130 * 4 / 14 + 0.5)) / (100.5 / (130 * 10 / 14 + 0.5))))
    assert (same, as_sure) == (pytest.approx(lower), pytest.approx(variance))


def test_a_rate_near_one_has_little_doubt_left():
    rare, frequent = log_variance(counts(90, 9000, 90)), log_variance(counts(90, 100, 90))

    assert frequent == pytest.approx(rare / 10, rel=0.02)
