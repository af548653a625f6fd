from datetime import UTC, timedelta
from decimal import Decimal
from random import Random

import pytest
from visit_rows import CONF, sessions_of, visit

from clock import at

CASES = {
    "a gap equal to the timeout": ([("1", "10:00:00", "10:10:00"), ("2", "10:40:00")], ["1"]),
    "a gap just over it": ([("1", "10:00:00", "10:10:00"), ("2", "10:40:00.000001")], ["1", "2"]),
    "a short visit within a long one does not shorten it": (
        [("1", "10:00:00", "11:00:00"), ("2", "10:10:00"), ("3", "11:30:00")],
        ["1"],
    ),
    "visits at one instant": ([("2", "10:00:00"), ("1", "10:00:00")], ["1"]),
}


@pytest.fixture(scope="module")
def sessions(spark):
    visits = [visit(f"{case}/{no}", *rest, who=case) for case, (given, _) in CASES.items() for no, *rest in given]
    return sessions_of(lambda schema, *data: spark.createDataFrame(list(data), schema), visits)


@pytest.mark.parametrize("case", CASES)
def test_sessions_begin_where(case, sessions):
    assert sorted(row.session_id for row in sessions if row.person_id == case) == [
        f"{case}/{no}" for no in CASES[case][1]
    ]


def test_a_session_sums_up_its_visits_over_devices(rows):
    ad = {"channel": "Email", "campaign_id": "c1", "creative_id": "r1", "placement": "top", "ad_click_count": 1}
    visits = [
        visit("1", "10:00:00", "10:00:05", landing_page="shop/a", device_class="mobile", consent="none"),
        visit(
            "2",
            "10:10:00",
            "10:20:05",
            device="d2",
            conversion_count=1,
            value=Decimal("9.5"),
            excluded_by="staff",
            **ad,
        ),
        visit(
            "3", "10:20:00", "10:20:01", channel="Paid Search", landing_page="shop/b", excluded_by="bots", event_count=3
        ),
        visit("4", "12:00:00", "12:00:09", who="short"),
        visit("5", "12:00:00", "12:00:10", who="ten_seconds"),
        visit("6", "12:00:00", who="two_views", view_count=2),
        visit("7", "12:00:00", who="again", day="2025-03-10"),
        visit("8", "12:00:00", who="again"),
        visit("9", "12:00:00", who="too_long_ago", day="2025-03-09"),
        visit("a", "12:00:00", who="too_long_ago"),
    ]

    found = {row.session_id: row for row in sessions_of(rows, visits)}

    first = found["1"]
    assert (first.started_at.astimezone(UTC), first.ended_at.astimezone(UTC)) == (at("10:00:00"), at("10:20:05"))
    assert (first.duration_s, first.visit_count, first.device_count, first.is_cross_device) == (1205, 3, 2, True)
    assert (first.event_count, first.view_count, first.ad_click_count, first.conversion_count) == (5, 3, 1, 1)
    assert (first.value, first.excluded_by, first.is_runaway) == (Decimal("9.5"), "bots", False)
    assert (first.channel, first.campaign_id, first.creative_id, first.placement) == ("Email", "c1", "r1", "top")
    assert (first.landing_page, first.device_class, first.consent) == ("shop/a", "mobile", "none")
    assert {key: row.is_engaged for key, row in found.items()} == {
        "1": True, "4": False, "5": True, "6": True, "7": False, "8": False, "9": False, "a": False,
    }  # fmt: skip
    assert all(row.is_bounce != row.is_engaged for row in found.values())
    assert [key for key, row in found.items() if row.is_returning] == ["8"]


def test_a_session_follows_the_person_and_two_people_on_one_tablet_are_never_merged(rows):
    noon, evening, never = at("12:00:00"), at("18:00:00"), at("00:00:00", "9999-01-01")
    ever = at("00:00:00", "1900-01-01")
    people = [
        ("m1", "email", ever, never, "u1", "m1", "linked", noon.date(), None, None, None, 0),
        ("tablet", "device", at("08:00:00"), noon, "u1", "u1", "carried", noon.date(), None, None, None, 0),
        ("tablet", "device", noon, evening, "u2", "u2", "carried", noon.date(), None, None, None, 0),
    ]
    visits = [
        visit("1", "11:40:00", who=None, device="tablet"),
        visit("2", "11:50:00", who="m1", device="laptop"),
        visit("3", "12:00:00", who=None, device="tablet"),
        visit("4", "12:10:00", who="u1", device="tablet"),
    ]

    found = {row.session_id: (row.person_id, row.visit_count) for row in sessions_of(rows, visits, people)}

    assert found == {"1": ("u1", 3), "3": ("u2", 1)}


def test_a_person_who_is_never_silent_is_cut_at_midnight(rows):
    def device_days(who, device, hours):
        return [
            visit(
                f"{who}/{day}/{hour:02}",
                f"{hour:02}:00:00",
                f"{hour:02}:45:00",
                who=who,
                device=device,
                day=f"2026-03-{day}",
            )
            for day in (10, 11, 12)
            for hour in hours
        ]

    visits = [
        *device_days("busy", "d1", range(0, 24, 2)),
        *device_days("busy", "d2", range(1, 24, 2)),
        *device_days("sleeps", "d3", range(1, 24)),
    ]

    found = {row.session_id: row.is_runaway for row in sessions_of(rows, visits)}

    assert found == {
        "busy/10/00": False, "busy/11/00": True, "busy/12/00": True,
        "sleeps/10/01": False, "sleeps/11/01": False, "sleeps/12/01": False,
    }  # fmt: skip


def test_sessions_from_visits_are_the_persons_pooled_events_cut_at_each_silence(rows):
    random, timeout, visits, pooled = Random(9), timedelta(seconds=CONF.timeout_s), [], {}
    for person in range(120):
        for device in range(random.randint(1, 3)):
            instants = sorted(
                {at("08:00:00") + timedelta(minutes=random.randrange(0, 600, 5)) for _ in range(random.randint(1, 15))}
            )
            pooled.setdefault(person, []).extend(instants)
            for burst in cut_at_silences(instants, timeout):
                visits.append(
                    visit(
                        f"{person}/{device}/{burst[0]:%H%M}",
                        f"{burst[0]:%H:%M:%S}",
                        f"{burst[-1]:%H:%M:%S}",
                        who=f"u{person}",
                        device=f"d{person}/{device}",
                        event_count=len(burst),
                    )
                )

    found = sorted(
        (row.person_id, row.started_at.astimezone(UTC), row.ended_at.astimezone(UTC), row.event_count)
        for row in sessions_of(rows, visits)
    )

    expected = [
        (f"u{person}", burst[0], burst[-1], len(burst))
        for person, instants in pooled.items()
        for burst in cut_at_silences(sorted(instants), timeout)
    ]
    assert found == sorted(expected)


def cut_at_silences(instants, timeout):
    bursts = []
    for instant in instants:
        if not bursts or instant - bursts[-1][-1] > timeout:
            bursts.append([])
        bursts[-1].append(instant)
    return bursts
