import numpy as np
import pytest

from tandem.stats.posterior import judge_rates
from tandem.stats.siblings import index_of_others


def others(own, own_awaited, *, phi=1.0):
    """Index and doubt of a parent with 40 clicks where 25 were awaited, and a prior of 4, without one of its arms."""
    given = ([each] for each in (own, own_awaited, 40.0, 25.0, 4.0, phi))
    k, due, successes, awaited, strength, inflation = map(np.array, given)
    index, doubt = index_of_others(k, due, successes=successes, awaited=awaited, strength=strength, phi=inflation)
    return index[0], doubt[0]


def test_a_parents_index_comes_from_its_prior_and_its_other_arms():
    """30 clicks where 20 were awaited, beside the prior: 34 of 24."""
    assert others(10.0, 5.0) == pytest.approx((34 / 24, 1 / 34))


def test_over_dispersed_arms_tell_less():
    assert others(10.0, 5.0, phi=2.0) == pytest.approx((19 / 14, 1 / 19))


@pytest.mark.parametrize("own", [40.0, 41.0], ids=["all", "more_than_its_parent_has"])
def test_an_only_arm_learns_nothing_from_itself(own):
    assert others(own, 25.0) == pytest.approx((1.0, 1 / 4))


@pytest.mark.parametrize("arms", [1, 2, 5])
@pytest.mark.parametrize("trials", [200, 2_000])
def test_intervals_of_arms_cover_ninety_per_cent_however_few_their_siblings(arms, trials):
    covered = [found for seed in range(20) for found in drawn(np.random.default_rng(seed), arms, trials)]
    assert len(covered) >= 200
    assert 0.85 <= np.mean(covered) <= 0.95


def drawn(rng, arms, trials):
    """Which arms of some parents lie in their intervals: their index is drawn around that of their parent."""
    parents = max(60 // arms, 8)
    of_parent = rng.gamma(8, 1 / 8, parents)
    parent = np.repeat(np.arange(parents), arms)
    truth = 0.03 * of_parent[parent] * rng.gamma(16, 1 / 16, len(parent))
    n = rng.geometric(1 / trials, len(parent)).astype(float)
    k = rng.binomial(n.astype(int), truth).astype(float)
    total, awaited = (np.bincount(parent, weights=each) for each in (k, n * 0.03))
    index, doubt = index_of_others(
        k, n * 0.03, successes=total[parent], awaited=awaited[parent], strength=np.array(8.0), phi=np.array(1.0)
    )
    found = judge_rates(k, n, 0.03, parent_index=index, doubt=doubt)
    return (found.low <= truth) & (truth <= found.high)
