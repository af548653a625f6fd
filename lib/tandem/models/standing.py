"""models.evaluations: what each training came to, and what that says of a model today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from tandem.models.predictions import BASE_RATE, Speaker
from tandem.models.training import Training
from tandem.tables import EVALUATIONS


@dataclass(frozen=True)
class Standing:
    """One model on one night."""

    trained_through: date | None = None  # newest night that trained a version
    champion: str | None = None  # registry version of the newest champion
    base_rate: float | None = None  # share of sessions that convert, as last measured

    def is_due(self, through: date, *, every_days: int) -> bool:
        """The newest version is older than `every_days`, or there is none."""
        return self.trained_through is None or through - self.trained_through >= timedelta(days=every_days)


def standing(evaluations: DataFrame, model: str, *, through: date) -> Standing:
    """Where `model` stands on the night of `through`; reads a dozen rows for each training there has been."""
    rows = [row for row in evaluations.collect() if row.model == model and row.trained_through <= through]
    rows.sort(key=lambda row: row.trained_through)
    trained = [row.trained_through for row in rows if row.model_version]
    champions = [row.model_version for row in rows if row.is_champion]
    base_rates = [row.value for row in rows if row.metric == "base_rate"]
    return Standing(*(values[-1] if values else None for values in (trained, champions, base_rates)))


def speaker(evaluations: DataFrame, model: str, *, through: date, load: Callable[[str, str], Any]) -> Speaker | None:
    """Who predicts on the night of `through`: the champion, else the base rate; None before anything was measured."""
    known = standing(evaluations, model, through=through)
    if known.base_rate is None:
        return None
    if known.champion is None:
        return Speaker(BASE_RATE, "", known.base_rate)
    return Speaker(model, known.champion, known.base_rate, load(model, known.champion))


def build_evaluations(spark: SparkSession, training: Training, model: str, version: str, *, through: date) -> DataFrame:
    """The metrics of tonight's training, one row per metric."""
    metrics = sorted(training.metrics.items())
    rows = [(model, through, version, metric, value, training.is_champion) for metric, value in metrics]
    return spark.createDataFrame(rows, EVALUATIONS.promise)
