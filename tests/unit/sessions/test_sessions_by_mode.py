"""What sessions of either mode are, in plain Python: pooled events, and visits cut as Universal Analytics does."""

from datetime import UTC, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from visit_rows import BERLIN, CONF, sessions_of, visit

from clock import at
from tandem.config import VisitsConfig
from tandem.sessions import build_sessions
from tandem.tables import PEOPLE, VERDICTS, VISITS
from tandem.visits import build_visits
from unit.visits.event_rows import EVENT, FEW, event

TIMEOUT = timedelta(seconds=CONF.timeout_s)
C1, C2 = {"channel": "Email", "campaign_id": "c1"}, {"channel": "Display", "campaign_id": "c2"}
SEARCH = {"channel": "Organic Search"}
LAPTOP = {"device": "laptop"}

CASES = {
    "a gap equal to the timeout stays": ([("10:00:00", {}), ("10:30:00", {})], [0]),
    "a gap just over it splits": ([("10:00:00", {}), ("10:30:01", {})], [0, 1]),
    "phone then laptop within the gap is one session": ([("10:00:00", {}), ("10:20:00", LAPTOP)], [0]),
    "the same campaign on another device stays": ([("10:00:00", C1), ("10:20:00", C1 | LAPTOP)], [0]),
    "another campaign on another device splits": ([("10:00:00", C1), ("10:20:00", C2 | LAPTOP)], [0, 1]),
    "a visit that no campaign brought stays": ([("10:00:00", C1), ("10:20:00", SEARCH), ("10:40:00", C1)], [0]),
    "a campaign splits a session that none brought": ([("10:00:00", SEARCH), ("10:20:00", C1)], [0, 1]),
    "a campaign in turn with another splits each time": (
        [("10:00:00", C1), ("10:10:00", C2), ("10:20:00", C1)],
        [0, 1, 2],
    ),
    "a midnight in winter splits": ([("22:55:00", {"day": "2026-03-28"}), ("23:00:00", {"day": "2026-03-28"})], [0, 1]),
    "a midnight in summer splits": ([("21:55:00", {"day": "2026-03-29"}), ("22:00:00", {"day": "2026-03-29"})], [0, 1]),
    "an hour past midnight stays": ([("22:55:00", {"day": "2026-03-29"}), ("23:00:00", {"day": "2026-03-29"})], [0]),
    "one instant and one campaign are one session": ([("10:00:00", C1), ("10:00:00", C1)], [0]),
}


def maker(spark):
    return lambda schema, *data: spark.createDataFrame(list(data), schema)


@pytest.fixture(scope="module")
def sessions(spark):
    visits = [
        visit(f"{case}/{no}", start, who=case, **more)
        for case, (given_, _) in CASES.items()
        for no, (start, more) in enumerate(given_)
    ]
    return sessions_of(maker(spark), visits, mode="ua")


@pytest.mark.parametrize("case", CASES)
def test_sessions_of_ua_begin_where(case, sessions):
    begun = sorted(row.session_id for row in sessions if row.person_id == case)

    assert begun == [f"{case}/{no}" for no in CASES[case][1]]


def test_a_session_of_ua_came_by_the_campaign_that_opened_it(sessions):
    found = {row.session_id: row.campaign_id for row in sessions}

    split = "a campaign splits a session that none brought"
    assert (found[f"{split}/0"], found[f"{split}/1"]) == (None, "c1")
    assert found["a visit that no campaign brought stays/0"] == "c1"


def instants(first):
    return st.integers(0, 60).map(lambda five_min: first + timedelta(minutes=5 * five_min))


EVENING = at("18:00:00", "2026-03-28")

VISITS_OF_PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["u1", "u2", "u3"]),
        st.sampled_from(["d1", "d2"]),
        instants(EVENING),
        st.sampled_from([0, 10, 45]),
        st.sampled_from([{}, SEARCH, C1, C2]),
    ),
    min_size=1,
    max_size=60,
)


# What came by no campaign follows a session of one, more than a timeout after it, while the visit before still ran.
STILL_RUNNING = [
    ("u1", "d1", EVENING, 45, {}),
    ("u1", "d2", EVENING + timedelta(minutes=15), 0, C1),
    ("u1", "d2", EVENING + timedelta(minutes=50), 0, {}),
]


@FEW
@example(drawn=STILL_RUNNING)
@given(drawn=VISITS_OF_PEOPLE)
def test_sessions_of_ua_are_any_visits_merged_as_in_plain_python(spark, drawn):
    visits = [
        visit(f"{no:02}", f"{start:%H:%M:%S}", who=who, device=device, day=f"{start:%Y-%m-%d}", **by)._replace(
            ended_at=start + timedelta(minutes=minutes)
        )
        for no, (who, device, start, minutes, by) in enumerate(drawn)
    ]

    found = {(row.session_id, row.visit_count, row.campaign_id) for row in sessions_of(maker(spark), visits, mode="ua")}

    merged = merge_as_ua(visits)
    assert found == {(each[0].visit_id, len(each), each[0].campaign_id) for each in merged}


def merge_as_ua(visits):
    """The visits of each session, one at a time in order of start."""
    merged = []
    in_order = sorted(visits, key=lambda each: (each.strong_id, each.started_at, each.visit_id))
    for _, of_person in groupby(in_order, key=lambda each: each.strong_id):
        day = latest_end = campaign = None
        for now in of_person:
            today = now.started_at.astimezone(ZoneInfo(BERLIN)).date()
            if day == today and now.started_at - latest_end <= TIMEOUT and now.campaign_id in (None, campaign):
                merged[-1].append(now)
            else:
                merged.append([now])
                campaign = now.campaign_id
            # No silence while a visit runs on any device, be it of the session before.
            latest_end = max(latest_end, now.ended_at) if latest_end else now.ended_at
            day = today
    return merged


EVENTS_OF_PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["u1", "u2", "u3"]),
        st.sampled_from(["d1", "d2", "d3"]),
        instants(at("20:00:00")),
        st.sampled_from(["view", "view", "login", "logout"]),
    ),
    min_size=1,
    max_size=60,
)


@FEW
@given(drawn=EVENTS_OF_PEOPLE)
def test_sessions_of_ga4_are_pooled_events_of_people_who_share_devices_cut_at_silences(spark, drawn):
    events = [
        event(f"{no:02}", instant, name, device_id=device, user_id=who)
        for no, (who, device, instant, name) in enumerate(drawn)
    ]
    make = maker(spark)

    visits = VISITS.conform(build_visits(make(EVENT, *events), make(VERDICTS.schema), VisitsConfig(), timezone=BERLIN))
    rows = build_sessions(visits, make(PEOPLE.schema), CONF, mode="ga4", timezone=BERLIN).collect()

    found = sorted(
        (row.person_id, row.started_at.astimezone(UTC), row.ended_at.astimezone(UTC), row.event_count) for row in rows
    )
    assert found == sorted(
        (who, burst[0], burst[-1], len(burst))
        for who in {each.user_id for each in events}
        for burst in cut_at_silences(sorted(each.occurred_at for each in events if each.user_id == who))
    )


def cut_at_silences(pooled):
    bursts = [[pooled[0]]]
    for instant in pooled[1:]:
        if instant - bursts[-1][-1] > TIMEOUT:
            bursts.append([])
        bursts[-1].append(instant)
    return bursts
