from __future__ import annotations

from datetime import date

import pytest

from clock import at
from tandem.config import ModelsConfig
from tandem.models.features import FEATURES
from tandem.models.sample import draw_sample, label, split_in_time

CONF = ModelsConfig(horizon_days=7, holdout_days=3, training_days=10, max_training_rows=2)


def test_the_holdout_is_the_last_days_with_a_whole_horizon_and_training_ends_a_horizon_before_it():
    split = split_in_time(date(2026, 3, 31), CONF)
    assert (split.holdout_from, split.holdout_to) == (date(2026, 3, 22), date(2026, 3, 24))
    assert (split.training_from, split.training_to) == (date(2026, 3, 5), date(2026, 3, 14))
    assert split.recent.since == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("converted_at", "converts"),
    [
        (at("10:00:00"), False),
        (at("10:00:01"), True),
        (at("10:00:00", "2026-03-17"), True),
        (at("10:00:01", "2026-03-17"), False),
    ],
    ids=["at_the_end_is_in_the_session", "just_after", "at_the_horizon", "after_the_horizon"],
)
def test_a_session_converts_when_its_person_does_within_the_horizon_after_its_end(rows, converted_at, converts):
    sessions = rows("person_id string, ended_at timestamp", ("anna", at("10:00:00")), ("ben", at("10:00:00")))
    journeys = rows("person_id string, occurred_at timestamp", ("anna", converted_at))

    labelled = label(sessions, journeys, horizon_days=7)

    assert {row.person_id: row.converts for row in labelled.collect()} == {"anna": converts, "ben": False}


def test_each_part_of_the_sample_has_its_days_its_limit_and_the_same_sessions_in_any_order(rows):
    numbers = ", ".join(f"{name} double" for name in FEATURES)
    schema = f"session_id string, person_id string, ended_at timestamp, {numbers}"
    days = ["04", "05", "10", "14", "15", "21", "22", "24", "25"]
    ended = [(f"s{day}", f"p{day}", at("23:59:59", f"2026-03-{day}"), *[0.0] * len(FEATURES)) for day in days]
    journeys = rows("person_id string, occurred_at timestamp")

    split = split_in_time(date(2026, 3, 31), CONF)
    forward, backward = (
        [(row.session_id, row.is_holdout) for row in draw_sample(rows(schema, *order), journeys, split, CONF).collect()]
        for order in (ended, ended[::-1])
    )

    assert forward == backward
    assert {name for name, is_holdout in forward if is_holdout} == {"s22", "s24"}
    training = {name for name, is_holdout in forward if not is_holdout}
    assert len(training) == 2
    assert training < {"s05", "s10", "s14"}
