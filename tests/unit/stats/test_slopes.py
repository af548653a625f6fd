import numpy as np
import pytest

from tandem.stats.slopes import slope_within


def company(seed, elasticity, *, spread=0.3, impressions=20_000):
    """30 campaigns of 4 creatives over 8 weeks; a creative's CTR differs by `spread`, its CR follows."""
    random = np.random.default_rng(seed)
    group, cluster = np.repeat(np.arange(30), 32), np.repeat(np.arange(120), 8)
    appeal = np.repeat(random.lognormal(0, spread, 120) if spread else np.ones(120), 8)
    ctr = random.uniform(0.01, 0.05, 30)[group] * appeal
    cr = random.uniform(0.03, 0.08, 30)[group] * appeal**elasticity
    shown = np.full(len(group), float(impressions))
    clicks = random.binomial(impressions, np.minimum(ctr, 0.9)).astype(float)
    converting = random.binomial(clicks.astype(int), np.minimum(cr, 0.9)).astype(float)
    return (clicks, shown, converting, clicks), {"group": group, "cluster": cluster, "phi": 1.0}


@pytest.mark.parametrize("elasticity", [-0.8, 0.0, 0.5])
def test_the_planted_elasticity_lies_in_its_interval_as_often_as_stated(elasticity):
    found = [slope_within(*counts, **codes) for counts, codes in (company(seed, elasticity) for seed in range(40))]
    ends = np.array([np.quantile(each.draws, (0.05, 0.95)) for each in found])
    inside = (ends[:, 0] <= elasticity) & (elasticity <= ends[:, 1])

    assert np.mean([each.value for each in found]) == pytest.approx(elasticity, abs=0.02)
    assert inside.mean() >= 0.8


def test_chance_in_ctr_does_not_water_the_slope_down():
    """With 1,500 impressions much of the spread of CTR is chance, and a plain regression would find less."""
    found = [
        slope_within(*counts, **codes) for counts, codes in (company(s, -0.8, impressions=1500) for s in range(40))
    ]
    told = [each for each in found if each]
    assert len(told) >= 30
    assert np.mean([each.reliable for each in told]) < 0.8
    assert np.mean([each.value for each in told]) == pytest.approx(-0.8, abs=0.2)


def test_where_ctr_varies_by_chance_alone_no_slope_is_claimed():
    found = [slope_within(*counts, **codes) for counts, codes in (company(s, -0.8, spread=0.0) for s in range(20))]
    assert found.count(None) == 20


def test_nothing_is_no_slope():
    none = np.empty(0)
    codes = none.astype(np.intp)
    assert slope_within(none, none, none, none, group=codes, cluster=codes, phi=1.0) is None
