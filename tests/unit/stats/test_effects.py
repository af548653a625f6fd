import numpy as np
import pytest

from tandem.stats.effects import effects_within


def effects(*cells):
    """Value, low and high of each part; cells are (successes, trials, part, ad) of one group."""
    successes, trials, part, ad = (np.array(column) for column in zip(*cells, strict=True))
    return effects_within(successes * 1.0, trials * 1.0, part=part, ad=ad, group=np.zeros_like(part))


def test_the_ratio_of_two_placements_of_one_ad_by_hand():
    """30 and 10 clicks of 1,000 impressions each; a half is added to each count."""
    value, low, high = effects((30, 1_000, 0, 0), (10, 1_000, 1, 0))

    assert value[0] == pytest.approx(30.5 / 10.5, rel=0.01)
    assert value[1] == pytest.approx(1 / value[0])
    assert np.all((low < value) & (value < high))


def test_a_placement_gets_no_credit_for_the_ads_on_it():
    """Ads of 2 and 8 %, nine tenths of each on another placement: the placements are alike."""
    value, _, _ = effects((18, 900, 0, 0), (2, 100, 1, 0), (8, 100, 0, 1), (72, 900, 1, 1))
    assert value == pytest.approx([1.0, 1.0], abs=0.01)


def test_factors_of_ads_and_placements_are_told_apart():
    """Every cell is the product of both; the placement of 3 is held against the rest, of 1 and 2."""
    rates, factors = np.array([0.01, 0.03]), np.array([1.0, 2.0, 3.0])
    shown = np.array([[1e6, 2e6, 5e5], [3e6, 1e6, 2e6]])
    cells = [(rates[a] * factors[p] * shown[a, p], shown[a, p], p, a) for a in range(2) for p in range(3)]

    value, low, high = effects(*cells)

    base = rates @ shown
    assert value[2] == pytest.approx(3 / ((base * factors)[:2].sum() / base[:2].sum()), rel=1e-4)
    assert low[2] < value[2] < high[2]
