"""One model of who converts after a session, and how good it is on sessions it has not seen. No Spark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder
from threadpoolctl import threadpool_limits

from tandem.definitions import Definition
from tandem.models.features import FEATURES, LABELS, NUMBERS
from tandem.models.gates import failures, thresholds
from tandem.stats.normal import STEPS_90

PARAMETERS: dict[str, Any] = {
    "max_iter": 60,
    "learning_rate": 0.1,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 40,
    "l2_regularization": 1.0,
}
FOLDS = 3
CERTAIN = 1e-6  # no probability is nearer to 0 or 1
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Training:
    """What came of a training: the model, if there was enough to learn from, and its metrics on the holdout."""

    model: CalibratedClassifierCV | None
    parameters: dict[str, Any]
    metrics: dict[str, float]
    failures: list[str]  # needs or gates that it misses, in words

    @property
    def is_champion(self) -> bool:
        """It may speak: there is a model, and it passes every gate."""
        return self.model is not None and not self.failures


def train(sample: pd.DataFrame, definition: Definition, *, seed: int) -> Training:
    """A model fitted to the training part of a sample and measured on its holdout, or the needs that are not met."""
    sizes, parameters = size_up(sample), {**PARAMETERS, "folds": FOLDS, "seed": seed}
    if missing := failures(thresholds(definition, "needs"), sizes):
        return Training(None, parameters, sizes, missing)
    in_order = sample.sort_values(["draw", "session_id"], ignore_index=True)
    training, holdout = in_order[~in_order["is_holdout"]], in_order[in_order["is_holdout"]]
    model = CalibratedClassifierCV(classifier(seed), method="sigmoid", cv=FOLDS)
    with threadpool_limits(1):  # threads that wait for one another cost minutes on a busy machine, and save seconds
        model.fit(training[list(FEATURES)], training["converts"])
    scores = judge(
        holdout["converts"].to_numpy(), predict(model, holdout), sizes["base_rate"], holdout["bucket"].to_numpy()
    )
    metrics = {**sizes, **scores}
    return Training(model, parameters, metrics, failures(thresholds(definition, "gates"), metrics))


def classifier(seed: int) -> Pipeline:
    """Labels one-hot, rare ones together; then boosted trees, which take missing numbers as they are."""
    one_hot = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=50, sparse_output=False)
    prepared = ColumnTransformer([("labels", one_hot, list(LABELS)), ("numbers", "passthrough", list(NUMBERS))])
    trees = HistGradientBoostingClassifier(**PARAMETERS, early_stopping=False, random_state=seed)
    return make_pipeline(prepared, trees)


def predict(model: Any, features: pd.DataFrame) -> Floats:
    """Probability of a conversion, one per row."""
    with threadpool_limits(1):
        probability: Floats = model.predict_proba(features[list(FEATURES)])[:, 1]
    return probability.clip(CERTAIN, 1 - CERTAIN)


def size_up(sample: pd.DataFrame) -> dict[str, float]:
    """How much there is to learn from and to judge by; `base_rate` where there is any training."""
    training, holdout = (sample.loc[sample["is_holdout"] == part, "converts"] for part in (False, True))
    sizes = {
        "training_sessions": training.size,
        "training_conversions": training.sum(),
        "holdout_sessions": holdout.size,
        "holdout_conversions": holdout.sum(),
    }
    rate = {"base_rate": training.mean()} if training.size else {}
    return {name: float(value) for name, value in {**sizes, **rate}.items()}


def judge(converts: Flags, probability: Floats, base_rate: float, bucket: NDArray[np.int64]) -> dict[str, float]:
    """Metrics of a holdout, beside those of giving every session the base rate."""
    base = np.full(probability.size, np.clip(base_rate, CERTAIN, 1 - CERTAIN))
    gain = cost(converts, base) - cost(converts, probability)
    return {
        "log_loss": float(log_loss(converts, probability)),
        "base_log_loss": float(log_loss(converts, base)),
        "log_loss_gain": float(gain.mean()),
        "log_loss_gain_low": low_end(gain, bucket),
        "brier": float(brier_score_loss(converts, probability)),
        "base_brier": float(brier_score_loss(converts, base)),
        "auc": float(roc_auc_score(converts, probability)),
        "average_precision": float(average_precision_score(converts, probability)),
        "predicted_by_observed": float(probability.sum() / converts.sum()),
    }


def cost(converts: Flags, probability: Floats) -> Floats:
    """Log loss of each session."""
    return -np.log(np.where(converts, probability, 1 - probability))


def low_end(gain: Floats, bucket: NDArray[np.int64]) -> float:
    """Lower end of the 90 % interval of the mean gain.

    One person's sessions are alike, so the spread is that between buckets of persons.
    """
    _, place = np.unique(bucket, return_inverse=True)
    size = np.bincount(place)
    excess = np.bincount(place, gain) - size * gain.mean()
    buckets = size.size
    spread = np.sqrt(buckets / max(buckets - 1, 1) * np.square(excess).sum()) / gain.size
    return float(gain.mean() - STEPS_90 * spread)
