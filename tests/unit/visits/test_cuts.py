from random import Random

import pytest
from event_rows import EVENT, any_events, cut, event

from clock import at
from tandem.config import VisitsConfig
from tandem.visits.cuts import number_events

HALF_AN_HOUR = 1800


def numbered(rows, events, timeout_s=HALF_AN_HOUR):
    """event_id -> (visit_no, is_runaway)"""
    frame = number_events(rows(EVENT, *events), VisitsConfig(timeout_s=timeout_s), timezone="Europe/Berlin")
    return {row.event_id: (row.visit_no, row.is_runaway) for row in frame.collect()}


CASES = {
    "a silence equal to the timeout stays": ([("10:00:00",), ("10:30:00",)], [1, 1]),
    "a silence just over the timeout splits": ([("10:00:00",), ("10:30:00.000001",)], [1, 2]),
    "one event is a visit": ([("10:00:00",)], [1]),
    "equal instants are one visit": ([("10:00:00",), ("10:00:00",)], [1, 1]),
    "a login stays in the visit it happens in": ([("10:00:00",), ("10:01:00", "login", "u1")], [1, 1]),
    "the same user again stays": ([("10:00:00", "view", "u1"), ("10:01:00",), ("10:02:00", "view", "u1")], [1, 1, 1]),
    "another user splits": ([("10:00:00", "view", "u1"), ("10:01:00", "view", "u2")], [1, 2]),
    "another user splits after anonymous events": (
        [("10:00:00", "view", "u1"), ("10:01:00",), ("10:02:00", "view", "u2")],
        [1, 1, 2],
    ),
    "users in turn split each time": (
        [("10:00:00", "view", "u1"), ("10:01:00", "view", "u2"), ("10:02:00", "view", "u1")],
        [1, 2, 3],
    ),
    "what follows a logout is a new visit": ([("10:00:00", "logout", "u1"), ("10:01:00",)], [1, 2]),
    "a logout belongs to the visit it ends": ([("10:00:00", "view", "u1"), ("10:01:00", "logout")], [1, 1]),
    "after a logout another user does not split again": (
        [("10:00:00", "logout", "u1"), ("10:01:00",), ("10:02:00", "view", "u2")],
        [1, 2, 2],
    ),
    "after a silence another user does not split again": (
        [("10:00:00", "view", "u1"), ("11:00:00",), ("11:02:00", "view", "u2")],
        [1, 2, 2],
    ),
}


@pytest.fixture(scope="module")
def visit_nos(spark):
    events = [
        event(f"{case}/{no}", at(clock), *more[:1], user_id=more[1] if len(more) > 1 else None, device_id=case)
        for case, (parts, _) in CASES.items()
        for no, (clock, *more) in enumerate(parts)
    ]
    return numbered(lambda schema, *data: spark.createDataFrame(list(data), schema), events)


@pytest.mark.parametrize("case", CASES)
def test_visits_are_cut_where(case, visit_nos):
    expected = CASES[case][1]

    assert [visit_nos[f"{case}/{no}"][0] for no in range(len(expected))] == expected


def every_half_hour(device, first_day, last_day, start="00:00:00", skip=()):
    clocks = [f"{hour:02}:{minute:02}:00" for hour in range(24) for minute in (0, 30)]
    days = [f"2026-03-{day:02}" for day in range(first_day, last_day + 1)]
    return [
        event(f"{device}/{day}/{clock}", at(clock, day), device_id=device)
        for day in days
        for clock in clocks
        if (day > days[0] or clock >= start) and (day, clock) not in skip
    ]


def test_a_device_that_is_never_silent_for_a_day_is_cut_at_the_midnight_after_it(rows):
    events = [
        *every_half_hour("runaway", 10, 12),
        *every_half_hour("one_silence", 10, 12, skip={("2026-03-10", "12:00:00")}),
        *every_half_hour("from_noon", 10, 12, start="12:00:00"),
    ]

    result = numbered(rows, events)

    def begun(device):
        firsts = {}
        for key, (no, is_runaway) in sorted(result.items()):
            if key.startswith(device + "/"):
                firsts.setdefault(no, (key.split("/", 1)[1], is_runaway))
        return list(firsts.values())

    assert begun("runaway") == [
        ("2026-03-10/00:00:00", False),
        ("2026-03-11/00:00:00", True),
        ("2026-03-12/00:00:00", True),
    ]
    assert begun("one_silence") == [
        ("2026-03-10/00:00:00", False),
        ("2026-03-10/12:30:00", False),
        ("2026-03-12/00:00:00", True),
    ]
    assert begun("from_noon") == [("2026-03-10/12:00:00", False), ("2026-03-12/00:00:00", True)]


def test_whoever_was_logged_in_before_a_midnight_cut_is_logged_in_no_more(rows):
    events = every_half_hour("d", 10, 11)
    users = {("d/2026-03-10/23:00:00"): "u1", ("d/2026-03-11/01:00:00"): "u2"}
    events = [each._replace(user_id=users.get(each.event_id)) for each in events]

    result = numbered(rows, events)

    assert result["d/2026-03-11/00:00:00"] == (2, True)
    assert result["d/2026-03-11/01:00:00"] == (2, False)


def test_any_events_are_cut_as_in_plain_python(rows):
    events, timeout_s = any_events(Random(11), devices=400), 6 * 3600

    result = numbered(rows, events, timeout_s=timeout_s)

    expected = {frozenset(each.event_id for each in visit) for visit in cut(events, timeout_s=timeout_s)}
    actual = {}
    for each in events:
        actual.setdefault((each.device_id, result[each.event_id][0]), set()).add(each.event_id)
    assert {frozenset(visit) for visit in actual.values()} == expected
    assert any(is_runaway for _, is_runaway in result.values())
