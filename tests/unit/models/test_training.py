from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tandem.definitions import load_definition
from tandem.models.features import FEATURES, LABELS
from tandem.models.training import low_end, predict, train

DEFINITION = load_definition(Path(__file__).parents[3] / "conf" / "models" / "conversion_propensity.yml")


def sample(sessions: int, *, effect: float, seed: int = 1) -> pd.DataFrame:
    """Sessions whose views, and nothing else, change the odds of a conversion by `effect` each."""
    rng = np.random.default_rng(seed)
    columns = {name: rng.poisson(2, sessions).astype(float) for name in FEATURES}
    columns |= {name: rng.choice(["a", "b", "c"], sessions) for name in LABELS}
    odds = np.exp(effect * (columns["view_count"] - 2) - 2)
    return pd.DataFrame(columns).assign(
        converts=rng.random(sessions) < odds / (1 + odds),
        session_id=[f"{place:05d}" for place in range(sessions)],
        draw=rng.integers(0, 1 << 60, sessions),
        bucket=rng.integers(0, 100, sessions),
        is_holdout=np.arange(sessions) >= sessions * 0.7,
    )


def test_a_model_that_beats_the_base_rate_is_champion():
    training = train(sample(4000, effect=0.8), DEFINITION, seed=7)
    assert training.is_champion
    assert training.metrics["log_loss"] < training.metrics["base_log_loss"]


def test_a_model_of_noise_is_kept_but_never_speaks():
    training = train(sample(4000, effect=0.0), DEFINITION, seed=7)
    assert training.model is not None
    assert not training.is_champion
    assert "log_loss_gain_low above 0.0" in training.failures


def test_too_few_conversions_train_nothing_and_say_so():
    training = train(sample(100, effect=0.8), DEFINITION, seed=7)
    assert training.model is None
    assert "training_conversions at_least 50" in training.failures
    assert training.metrics["training_sessions"] == 70


def test_no_sessions_at_all_have_no_base_rate():
    assert "base_rate" not in train(sample(10, effect=0).head(0), DEFINITION, seed=7).metrics


def test_the_order_in_which_sessions_arrive_changes_no_probability():
    rows = sample(2000, effect=0.8)
    one, other = (train(frame, DEFINITION, seed=7).model for frame in (rows, rows.sample(frac=1, random_state=3)))
    assert (predict(one, rows) == predict(other, rows)).all()


def test_the_low_end_of_a_gain_counts_buckets_of_persons_not_sessions():
    gain, alone = np.array([1.0, 1.0, -1.0, -1.0, 2.0, 2.0]), np.arange(6)
    in_pairs = np.array([0, 0, 1, 1, 2, 2])
    assert low_end(gain, in_pairs) < low_end(gain, alone) < gain.mean()
    assert low_end(np.ones(4), np.arange(4)) == pytest.approx(1)
