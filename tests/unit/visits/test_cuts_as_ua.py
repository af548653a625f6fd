"""Mode `ua`: visits end at midnights in the reporting timezone and at changes of campaign too."""

from datetime import timedelta
from random import Random

import pytest
from event_rows import EVENT, FEW, MARKS, START, any_events, cut, cut_as_ua, event
from hypothesis import given
from hypothesis import strategies as st

from clock import at
from tandem.config import VisitsConfig
from tandem.visits.cuts import number_events

BERLIN = "Europe/Berlin"
C1, C2, SEARCH, PURCHASE_OF_C2 = MARKS
USER, OTHER = {"user_id": "u1"}, {"user_id": "u2"}
LOGOUT = {"name": "logout"}

# Winter time ends on 2026-03-29 at 01:00 UTC, so that Berlin's day begins at 23:00 UTC before and at 22:00 UTC after.
CASES = {
    "a silence equal to the timeout stays": ([("10:00:00",), ("10:30:00",)], [1, 1]),
    "a silence just over the timeout splits": ([("10:00:00",), ("10:30:01",)], [1, 2]),
    "one event is a visit": ([("10:00:00", C1)], [1]),
    "equal instants are one visit": ([("10:00:00", C1), ("10:00:00", C1)], [1, 1]),
    "at equal instants campaigns follow in order of their events": ([("10:00:00", C1), ("10:00:00", C2)], [1, 2]),
    "the same campaign again stays": ([("10:00:00", C1), ("10:01:00",), ("10:02:00", C1)], [1, 1, 1]),
    "another campaign splits": ([("10:00:00", C1), ("10:01:00", C2), ("10:02:00",)], [1, 2, 2]),
    "a campaign in turn with another splits each time": (
        [("10:00:00", C1), ("10:01:00", C2), ("10:02:00", C1)],
        [1, 2, 3],
    ),
    "a campaign splits a visit that none brought": ([("10:00:00",), ("10:01:00", C1)], [1, 2]),
    "an event without campaign stays": ([("10:00:00", C1), ("10:01:00",)], [1, 1]),
    "a search stays": ([("10:00:00", C1), ("10:01:00", SEARCH), ("10:02:00", C1)], [1, 1, 1]),
    "a purchase that names a campaign brings nobody": ([("10:00:00", C1), ("10:01:00", PURCHASE_OF_C2)], [1, 1]),
    "after a silence a campaign is forgotten": (
        [("10:00:00", C1), ("11:00:00",), ("11:01:00", C1)],
        [1, 2, 3],
    ),
    "another user splits": ([("10:00:00", C1 | USER), ("10:01:00", OTHER)], [1, 2]),
    "another user splits though a campaign lies between": (
        [("10:00:00", USER), ("10:01:00", C1), ("10:02:00", OTHER)],
        [1, 2, 3],
    ),
    "another user's campaign splits once": ([("10:00:00", C1 | USER), ("10:01:00", C2 | OTHER)], [1, 2]),
    "what follows a logout is a new visit": ([("10:00:00", C1 | LOGOUT), ("10:01:00",)], [1, 2]),
    "a midnight of UTC stays": ([("2026-03-10 23:59:59",), ("2026-03-11 00:00:00",)], [1, 1]),
    "a midnight in winter splits": ([("2026-03-28 22:59:59",), ("2026-03-28 23:00:00",)], [1, 2]),
    "eleven in the evening in winter stays": ([("2026-03-28 21:59:59",), ("2026-03-28 22:00:00",)], [1, 1]),
    "the night that loses an hour stays": ([("2026-03-29 00:59:59",), ("2026-03-29 01:00:00",)], [1, 1]),
    "a midnight in summer splits": ([("2026-03-29 21:59:59",), ("2026-03-29 22:00:00",)], [1, 2]),
    "an hour past midnight in summer stays": ([("2026-03-29 22:59:59",), ("2026-03-29 23:00:00",)], [1, 1]),
    "the last midnight in summer splits": ([("2026-10-24 21:59:59",), ("2026-10-24 22:00:00",)], [1, 2]),
    "the night that repeats an hour stays": ([("2026-10-25 00:59:59",), ("2026-10-25 01:00:00",)], [1, 1]),
    "eleven in the evening after it stays": ([("2026-10-25 21:59:59",), ("2026-10-25 22:00:00",)], [1, 1]),
    "the first midnight in winter splits": ([("2026-10-25 22:59:59",), ("2026-10-25 23:00:00",)], [1, 2]),
}


def numbered(spark, events, timeout_s=1800, mode="ua"):
    """event_id -> (visit_no, is_runaway)"""
    frame = spark.createDataFrame(list(events), EVENT)
    conf = VisitsConfig(timeout_s=timeout_s, mode=mode)
    rows = number_events(frame, conf, timezone=BERLIN).select("event_id", "visit_no", "is_runaway").collect()
    return {row.event_id: (row.visit_no, row.is_runaway) for row in rows}


def visits_of(events, numbers):
    """The event ids of each visit."""
    found = {}
    for each in events:
        found.setdefault((each.device_id, numbers[each.event_id][0]), set()).add(each.event_id)
    return {frozenset(visit) for visit in found.values()}


def expected_of(events, timeout_s):
    parts = cut_as_ua(cut(events, timeout_s=timeout_s), timezone=BERLIN)
    return {frozenset(each.event_id for each in part) for part in parts}


@pytest.fixture(scope="module")
def visit_nos(spark):
    return numbered(
        spark,
        [
            event(f"{case}/{no}", at(*reversed(when.split())), device_id=case, **(says[0] if says else {}))
            for case, (parts, _) in CASES.items()
            for no, (when, *says) in enumerate(parts)
        ],
    )


@pytest.mark.parametrize("case", CASES)
def test_visits_of_ua_are_cut_where(case, visit_nos):
    expected = CASES[case][1]

    assert [visit_nos[f"{case}/{no}"][0] for no in range(len(expected))] == expected


def test_a_runaway_is_cut_at_midnights_of_utc_and_of_the_reporting_day_and_flagged_at_the_first_alone(spark):
    events = [event(f"{half:03}", START + timedelta(minutes=30 * half)) for half in range(4 * 24)]

    firsts, numbers = {}, numbered(spark, events)
    for each in events:
        firsts.setdefault(numbers[each.event_id][0], (each.occurred_at, numbers[each.event_id][1]))

    assert list(firsts.values()) == [
        (START, False),
        (at("23:00:00", "2026-03-10"), False),
        (at("00:00:00", "2026-03-11"), True),
        (at("23:00:00", "2026-03-11"), False),
    ]


def test_any_events_of_four_days_are_cut_as_in_plain_python(spark):
    events, timeout_s = any_events(Random(11), devices=400), 6 * 3600

    numbers = numbered(spark, events, timeout_s)

    assert visits_of(events, numbers) == expected_of(events, timeout_s)
    assert any(is_runaway for _, is_runaway in numbers.values())


def test_every_visit_of_ua_lies_in_one_of_ga4(spark):
    events = any_events(Random(3), devices=100)

    inner = numbered(spark, events, 6 * 3600)
    outer = numbered(spark, events, 6 * 3600, mode="ga4")

    around = {}
    for each in events:
        around.setdefault((each.device_id, inner[each.event_id][0]), set()).add(outer[each.event_id][0])
    assert all(len(visits) == 1 for visits in around.values())
    assert len(around) > len({(each.device_id, outer[each.event_id][0]) for each in events})


MOMENTS = st.integers(0, 47).map(lambda ten_min: at("19:00:00", "2026-03-28") + timedelta(minutes=10 * ten_min))
SAYS = st.sampled_from([{}, *MARKS])
WHO = st.sampled_from([None, None, "u1", "u2"])
NAMES = st.sampled_from(["view", "view", "view", "logout"])
DEVICES = st.lists(st.lists(st.tuples(MOMENTS, NAMES, WHO, SAYS), min_size=1, max_size=8), min_size=1, max_size=30)


@FEW
@given(devices=DEVICES)
def test_whatever_devices_do_around_a_midnight_is_cut_as_in_plain_python(spark, devices):
    events = [
        event(f"{device}/{no}", instant, name, device_id=f"d{device}", user_id=user, **says)
        for device, does in enumerate(devices)
        for no, (instant, name, user, says) in enumerate(does)
    ]

    assert visits_of(events, numbered(spark, events)) == expected_of(events, 1800)
