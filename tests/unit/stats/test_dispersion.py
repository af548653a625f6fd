import numpy as np
import pytest

from tandem.stats.dispersion import over_dispersion


def days(rng, *, entities, days_each, spread):
    entity = np.repeat(np.arange(entities), days_each)
    trials = np.full(entity.size, 10_000.0)
    rate = 0.02 * (rng.gamma(spread**-2, spread**2, entity.size) if spread else 1.0)
    return rng.binomial(trials.astype(int), rate).astype(float), trials, entity


def test_coin_tosses_have_phi_near_one():
    successes, trials, entity = days(np.random.default_rng(1), entities=50, days_each=28, spread=0)
    phi = over_dispersion(successes, trials, entity, entities=50)
    assert phi.min() == 1.0
    assert phi.mean() < 1.15


def test_rates_that_move_by_a_fifth_a_day_are_seen():
    # The variance of a day is n p + (n p)^2 cv^2, so phi = 1 + 200 * 0.04 = 9.
    successes, trials, entity = days(np.random.default_rng(2), entities=50, days_each=28, spread=0.2)
    assert over_dispersion(successes, trials, entity, entities=50).mean() == pytest.approx(9, rel=0.1)


def test_an_entity_of_one_day_takes_the_phi_of_its_level():
    successes, trials, entity = days(np.random.default_rng(3), entities=30, days_each=28, spread=0.2)
    phi = over_dispersion(np.append(successes, 90.0), np.append(trials, 5_000.0), np.append(entity, 30), entities=31)
    assert phi[30] == pytest.approx(phi[:30].mean(), rel=0.1)


@pytest.mark.parametrize(
    ("successes", "trials"),
    [([], []), ([0.0], [0.0]), ([0.0, 0.0], [5.0, 5.0]), ([5.0, 5.0], [5.0, 5.0]), ([9.0], [5.0])],
    ids=["no_days", "no_trials", "no_successes", "nothing_but_successes", "more_successes_than_trials"],
)
def test_degenerate_days_have_phi_one(successes, trials):
    phi = over_dispersion(np.array(successes), np.array(trials), np.zeros(len(trials), dtype=np.intp), entities=1)
    assert phi.tolist() == [1.0]
