import numpy as np
import pandas as pd
import pytest

from tandem.metrics.population import judge_population
from tandem.metrics.weighted import add_weights, judge_weighted, sum_weighted
from unit.metrics.test_population import counts


def test_time_weighted_rates_by_hand():
    """100 impressions with 4 clicks today, 100 with 2 one half-life ago: (4 + 1) / (100 + 50), worth 150^2 / 125."""
    rows = pd.DataFrame({"campaign": "a", "channel": "S", "age": [0, 14], "successes": [4, 2.0], "trials": 100.0})
    sums = sum_weighted(add_weights(rows, rows, half_life_days=14.0), "campaign")

    found = judge_weighted(sums, np.array([0.03]), parent_index=np.ones(1), doubt=np.zeros(1), phi=np.array([2.0]))

    assert found["weighted_raw"] == pytest.approx(5 / 150)
    assert found["weighted_size"] == pytest.approx(150**2 / 125 / 2)
    assert found["weighted_low"] < found["weighted"] < found["weighted_high"]


def test_a_campaign_that_has_improved_is_seen_sooner_by_its_time_weighted_rate():
    days = [("a", "a1", "S", "top", age, None, 400 if age < 7 else 200, 10_000) for age in range(60)]
    steady = [("b", "b1", "S", "top", age, None, 200, 10_000) for age in range(60)]

    rates = judge_population(counts(*days, *steady), window_days=28, lag_days=30, par_share=0.05, half_life_days=14.0)
    found = rates.set_index(["level", "entity"]).loc["campaign"]

    assert found.loc["a", "raw"] == pytest.approx(0.025)
    weights = 0.5 ** (np.arange(60) / 14)
    assert found.loc["a", "weighted_raw"] == pytest.approx(np.average([0.04] * 7 + [0.02] * 53, weights=weights))
    assert found.loc["a", "weighted_raw"] > found.loc["a", "raw"]
    assert found.loc["b", "weighted_raw"] == pytest.approx(0.02)


def test_a_longer_half_life_is_worth_more_trials():
    frame = counts(*(("a", "a1", "S", "top", age, None, 200, 10_000) for age in range(90)))
    short, long = (
        judge_population(frame, window_days=28, lag_days=30, par_share=0.05, half_life_days=days).iloc[0]
        for days in (7.0, 28.0)
    )
    assert long["weighted_size"] > 2 * short["weighted_size"]
    assert long["effective_size"] == short["effective_size"]
