from __future__ import annotations

from datetime import date

from tandem.models import Standing, Training, build_evaluations, speaker, standing
from tandem.tables import EVALUATIONS

FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 3, 8), date(2026, 3, 15)


def evaluated(spark, model, version, through, *failures):
    training = Training(model, {}, {"base_rate": through.day / 100, "auc": 0.6}, list(failures))
    return EVALUATIONS.conform(build_evaluations(spark, training, "propensity", version, through=through))


def test_the_newest_champion_speaks_with_the_newest_base_rate_until_a_better_one_comes(spark):
    nights = [
        evaluated(spark, "a model", "1", FIRST),
        evaluated(spark, "a model", "2", SECOND, "auc at_least 0.7"),
        evaluated(spark, None, "", THIRD, "training_conversions at_least 50"),
    ]
    evaluations = nights[0].unionByName(nights[1]).unionByName(nights[2])

    assert standing(evaluations, "propensity", through=THIRD) == Standing(SECOND, "1", 0.15)
    assert standing(evaluations, "propensity", through=FIRST) == Standing(FIRST, "1", 0.01)
    assert standing(evaluations, "another", through=THIRD) == Standing()
    said = speaker(evaluations, "propensity", through=THIRD, load=lambda name, version: f"{name}/{version}")
    assert (said.name, said.version, said.model) == ("propensity", "1", "propensity/1")


def test_before_any_champion_the_base_rate_speaks_and_before_any_measure_nobody(spark):
    evaluations = evaluated(spark, None, "", FIRST, "training_conversions at_least 50")
    said = speaker(evaluations, "propensity", through=FIRST, load=lambda *_: "never loaded")
    assert (said.name, said.version, said.base_rate, said.model) == ("base_rate", "", 0.01, None)
    assert speaker(evaluations.limit(0), "propensity", through=FIRST, load=lambda *_: None) is None


def test_training_is_due_when_nothing_was_trained_or_the_newest_is_old_enough():
    assert Standing().is_due(SECOND, every_days=7)
    assert Standing(FIRST).is_due(SECOND, every_days=7)
    assert not Standing(FIRST).is_due(date(2026, 3, 7), every_days=7)
