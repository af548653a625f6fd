"""models.predictions: the probability that a session's person converts, from the champion or from the base rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched
from tandem.models.features import FEATURES
from tandem.models.training import predict
from tandem.tables import EVALUATIONS, SESSIONS

BASE_RATE = "base_rate"


@dataclass(frozen=True)
class Speaker:
    """Who predicts: a champion, or, where there is none, the base rate alone."""

    name: str
    version: str
    base_rate: float
    model: Any = None


def reach(touched: Touched) -> Affected:
    """Persons whose sessions changed, went or came; everybody when another version or base rate speaks."""
    if touched.everything or touched.of(EVALUATIONS) is not None:
        return touched.open_days
    return touched.reaching(*touched.keys(SESSIONS, "person_id"))


def build_predictions(features: DataFrame, speaker: Speaker, affected: Affected, *, through: date) -> DataFrame:
    """Predictions of the affected sessions, one row per session."""
    said_by = {"model": speaker.name, "model_version": speaker.version, "scored_through": through}
    scored = score(affected.restrict(features), speaker)
    return scored.withColumns({name: F.lit(value) for name, value in said_by.items()})


def score(features: DataFrame, speaker: Speaker) -> DataFrame:
    """Keys of each session with the `probability` that the speaker gives it."""
    if speaker.model is None:
        return features.withColumn("probability", F.lit(speaker.base_rate))
    schema = "session_id string, person_id string, date date, probability double"
    return features.mapInArrow(scoring(speaker.model), schema)


def scoring(model: Any) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """A function for mapInArrow from features to keys and probability."""

    def score_all(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if batch.num_rows:
                keys = batch.select(["session_id", "person_id", "date"])
                probability = predict(model, batch.select(list(FEATURES)).to_pandas())
                yield keys.append_column("probability", pa.array(probability))

    return score_all
