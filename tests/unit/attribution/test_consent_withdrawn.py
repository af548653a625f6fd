"""Consent taken back: whose credit it reaches, and the reason that is told."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.attribution import build_credits, build_journeys, build_restatements, reach
from tandem.changes import Affected, Touched
from tandem.config import AttributionConfig
from tandem.tables import CREDITS, EVENTS, IMPRESSIONS, JOURNEYS, TOUCHES
from unit.attribution.journey_rows import MODELS, conversion, frame, frames, touch

BEFORE = [
    touch("t1", "2 10:00", "p", "Email"),
    touch("t2", "3 10:00", "p", "Display"),
    touch("i1", "3 11:00", "q", "Display", kind="impression"),
]
BOUGHT = [conversion("c1", "3 20:00", "p"), conversion("c2", "3 20:00", "q")]
EVENT = {"event_id": "t2", "name": "ad_click", "date": date(2026, 3, 3)}


@pytest.fixture(scope="module")
def credited(spark):
    """Journeys and credits of touches."""

    def build(touches):
        touched, bought, people = frames(spark, touches, BOUGHT)
        made = build_credits(touched, bought, people, Affected(), AttributionConfig(), MODELS)
        credits_ = CREDITS.conform(made).localCheckpoint()
        return JOURNEYS.conform(build_journeys(bought, credits_, people)).localCheckpoint(), credits_

    return build


def test_consent_that_is_taken_back_reaches_who_had_the_touch_and_is_told(spark, credited):
    without = {"event_id": "none_ever", "name": "view", "date": date(2026, 3, 3), "consent": "none"}
    events = frame(spark, EVENTS, [{**EVENT, "consent": "none"}, without])
    impressions = frame(spark, IMPRESSIONS, [{"impression_id": "i1", "consent": "none", "date": date(2026, 3, 3)}])
    changed = {EVENTS.full_name: events, IMPRESSIONS.full_name: impressions}
    before, after = credited(BEFORE), credited(BEFORE[:1])
    touches, bought, people = frames(spark, BEFORE[1:], BOUGHT)
    left = {TOUCHES.full_name: touches}
    changed[TOUCHES.full_name] = touches.limit(0)

    affected = reach(Touched(changed, left=left), bought, before[1], people)
    changed[CREDITS.full_name], changed[JOURNEYS.full_name] = after[1], after[0]
    night = Affected(spark.createDataFrame([(date(2026, 3, 9), 1, 1)], "through date, a bigint, b bigint"))
    touched = Touched(changed, left=left)
    told = build_restatements(before, after, touched, MODELS, night).where("model = 'linear'").collect()

    assert {row.person_id for row in affected.keys.collect()} == {"p", "q"}
    assert sorted((row.reason, row.channel, row.conversions_before, row.conversions_after) for row in told) == [
        ("consent_withdrawn", "(none)", 0, 1),
        ("consent_withdrawn", "Display", 1.5, 0),
        ("consent_withdrawn", "Email", 0.5, 1),
    ]


def test_a_touch_that_goes_with_consent_standing_is_gone_for_another_reason(spark, credited):
    before, after = credited(BEFORE), credited([*BEFORE[:1], BEFORE[2]])
    changed = {EVENTS.full_name: frame(spark, EVENTS, [{**EVENT, "consent": "all", "device_id": "p"}])}
    gone = frame(spark, TOUCHES, BEFORE[1:2])
    changed[TOUCHES.full_name] = gone.limit(0)
    changed[CREDITS.full_name], changed[JOURNEYS.full_name] = after[1], after[0]
    night = Affected(spark.createDataFrame([(date(2026, 3, 9), 1, 1)], "through date, a bigint, b bigint"))

    touched = Touched(changed, left={TOUCHES.full_name: gone})
    told = build_restatements(before, after, touched, MODELS, night).where("model = 'linear'").collect()

    assert {row.reason for row in told} == {"touch_gone"}
