from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tandem.changes import Affected, Touched
from tandem.models import Speaker, build_predictions, reach
from tandem.models.features import LABELS, NUMBERS
from tandem.tables import EVALUATIONS, PREDICTIONS, SESSIONS

NIGHT = date(2026, 3, 31)
ALL = Affected()


@pytest.fixture
def half_of_hour():
    """A model whose probability is the hour by 48."""

    class HalfOfHour:  # made here, so that it travels to the worker by value
        def predict_proba(self, features):
            return np.column_stack([1 - features["hour"] / 48, features["hour"] / 48])

    return HalfOfHour()


@pytest.fixture
def features(rows):
    labels, numbers = (
        ", ".join(f"{name} {kind}" for name in names) for names, kind in ((LABELS, "string"), (NUMBERS, "double"))
    )
    filled = [["Email"] * len(LABELS) + [12.0] * len(NUMBERS), ["Email"] * len(LABELS) + [24.0] * len(NUMBERS)]
    schema = f"session_id string, person_id string, date date, {labels}, {numbers}"
    return rows(schema, ("s1", "anna", date(2026, 3, 1), *filled[0]), ("s2", "ben", date(2026, 3, 2), *filled[1]))


def predicted(features, speaker, affected=ALL):
    built = PREDICTIONS.conform(build_predictions(features, speaker, affected, through=NIGHT))
    return sorted((row.session_id, row.model, row.model_version, row.probability) for row in built.collect())


def test_the_champion_speaks_for_every_affected_session(features, half_of_hour):
    speaker = Speaker("propensity", "3", 0.1, half_of_hour)
    assert predicted(features, speaker) == [("s1", "propensity", "3", 0.25), ("s2", "propensity", "3", 0.5)]
    assert predicted(features, speaker, Affected(since=date(2026, 3, 2))) == [("s2", "propensity", "3", 0.5)]


def test_without_a_champion_every_session_gets_the_base_rate(features):
    assert predicted(features, Speaker("base_rate", "", 0.1)) == [
        ("s1", "base_rate", "", 0.1),
        ("s2", "base_rate", "", 0.1),
    ]


def test_a_session_that_changed_hands_reaches_the_person_it_is_and_the_one_it_was(rows):
    changed, left = (rows("session_id string, person_id string", ("s1", person)) for person in ("anna", "ben"))

    affected = reach(Touched({SESSIONS.full_name: changed}, left={SESSIONS.full_name: left}))

    assert {row.person_id for row in affected.keys.collect()} == {"anna", "ben"}


def test_a_new_evaluation_reaches_everybody(rows):
    evaluations = rows("model string", ("propensity",))
    affected = reach(Touched({EVALUATIONS.full_name: evaluations}, since=NIGHT))
    assert (affected.keys, affected.since) == (None, NIGHT)
