"""The only module that talks to MLflow: runs, versions and champions, kept below the lake."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from tandem.errors import LakeError

logger = logging.getLogger(__name__)

CHAMPION = "champion"
EXPERIMENT = "tandem"
NEEDED = ("scikit-learn", "numpy", "pandas", "skops")
# Parts of scikit-learn's own models that skops, the safe file format, loads only when asked to.
TRUSTED = [
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]


class Trained(Protocol):
    """What a training hands over."""

    @property
    def model(self) -> Any:
        """A scikit-learn model; None: there was too little to learn from."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What it was made with."""

    @property
    def metrics(self) -> Mapping[str, float]:
        """How good it is on its holdout."""

    @property
    def failures(self) -> list[str]:
        """Needs or gates that it misses; none: it is a champion."""


@dataclass(frozen=True)
class Registry:
    """The models of one lake: a database and a folder of artifacts."""

    folder: Path

    def keep(self, name: str, trained: Trained, *, tags: Mapping[str, str]) -> str:
        """The version of a trained model, kept with the run that made it; empty when nothing was trained."""
        kept = "" if trained.model is None else self._log(name, trained, tags)
        logger.info("model=%s version=%s misses=%s metrics=%s", name, kept, trained.failures, trained.metrics)
        return kept

    def load_model(self, name: str, model_version: str) -> Any:
        """The scikit-learn model of one version.

        Raises LakeError when it is not there.
        """
        mlflow = self._mlflow()
        try:
            return mlflow.sklearn.load_model(f"models:/{name}/{model_version}")
        except (mlflow.exceptions.MlflowException, OSError) as error:
            raise LakeError(
                f"{self.folder}: version {model_version} of {name} is not there, though models.evaluations names it; "
                "bring the folder back, or train anew with --rebuild"
            ) from error

    def champion(self, name: str) -> str:
        """The version that MLflow names champion."""
        return str(self._mlflow().MlflowClient().get_model_version_by_alias(name, CHAMPION).version)

    def _log(self, name: str, trained: Trained, tags: Mapping[str, str]) -> str:
        mlflow = self._mlflow()
        with mlflow.start_run(run_name=name, tags=dict(tags)) as run:
            mlflow.log_params(dict(trained.parameters))
            mlflow.log_metrics(dict(trained.metrics))
            # Requirements are named, because MLflow would otherwise load the model in a fresh process to find them.
            needed = [f"{package}=={version(package)}" for package in NEEDED]
            logged = mlflow.sklearn.log_model(
                trained.model, name=name, pip_requirements=needed, skops_trusted_types=TRUSTED
            )
        client = mlflow.MlflowClient()
        if not client.search_registered_models(f"name = '{name}'"):
            client.create_registered_model(name)
        kept = client.create_model_version(name, logged.model_uri, run.info.run_id, model_id=logged.model_id).version
        if not trained.failures:
            client.set_registered_model_alias(name, CHAMPION, kept)
        return str(kept)

    def _mlflow(self) -> Any:
        """MLflow, turned to this folder. Imported late: it takes seconds, and most nights train nothing."""
        # A company's models are nobody else's business, and a night needs no network.
        os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", GIT_PYTHON_REFRESH="quiet")
        import mlflow
        import mlflow.sklearn

        for talkative in ("mlflow", "alembic"):
            logging.getLogger(talkative).setLevel(logging.ERROR)
        self.folder.mkdir(parents=True, exist_ok=True)
        mlflow.set_tracking_uri(f"sqlite:///{self.folder / 'mlflow.db'}")
        if mlflow.get_experiment_by_name(EXPERIMENT) is None:
            mlflow.create_experiment(EXPERIMENT, artifact_location=(self.folder / "artifacts").as_uri())
        mlflow.set_experiment(EXPERIMENT)
        return mlflow
