"""sessions.sessions, attribution.journeys -> models.evaluations, models.predictions."""

from tandem import models
from tandem.changes import Affected
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.registry import Registry
from tandem.tables import EVALUATIONS, JOURNEYS, PREDICTIONS, SESSIONS

NAME = "conversion_propensity"


def main(lake: Lake, conf: Config) -> None:
    """Train when the newest version is old enough; then score the sessions that tonight's rows can alter."""
    registry, definition = Registry(lake.root / "mlflow"), lake.definition(f"models/{NAME}")
    touched = lake.touched(EVALUATIONS, SESSIONS, JOURNEYS, definitions=[definition], settings=[conf.models])
    known = models.standing(lake.read(EVALUATIONS), NAME, through=lake.through)
    is_old = known.is_due(lake.through, every_days=conf.models.train_every_days)
    if touched.everything or (is_old and not touched.nothing):  # without news it would learn the same again
        split = models.split_in_time(lake.through, conf.models)
        features = models.build_features(lake.read(SESSIONS, within=split.recent), timezone=conf.reporting.timezone)
        sample = models.draw_sample(features, lake.read(JOURNEYS, within=split.recent), split, conf.models)
        training = models.train(sample.toPandas(), definition, seed=conf.models.seed)
        version = registry.keep(NAME, training, tags={t.full_name: str(lake.marker(t)) for t in (SESSIONS, JOURNEYS)})
        tonight = models.build_evaluations(lake.spark, training, NAME, version, through=lake.through)
        lake.replace(EVALUATIONS, tonight, Affected(tonight.select("trained_through").distinct()))

    touched = lake.touched(PREDICTIONS, SESSIONS, EVALUATIONS)
    if touched.nothing:
        return
    if speaker := models.speaker(lake.read(EVALUATIONS), NAME, through=lake.through, load=registry.load_model):
        affected = models.reach(touched)
        sessions = lake.read(SESSIONS, within=affected.widened(days_before=models.PRIOR_DAYS))
        features = models.build_features(sessions, timezone=conf.reporting.timezone)
        lake.replace(PREDICTIONS, models.build_predictions(features, speaker, affected, through=lake.through), affected)


if __name__ == "__main__":
    run(main)
