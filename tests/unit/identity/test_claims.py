from datetime import UTC, timedelta
from random import Random

import pytest

from clock import at
from tandem.config import IdentityConfig
from tandem.identity.claims import claim_devices
from tandem.identity.shared import find_shared, outside_periods

LOGIN = """device_id string, strong_id string, started_at timestamp, ended_at timestamp, logged_out boolean,
    visit_id string, person_id string"""
CONF = IdentityConfig(carry_days=10, backfill_days=5, shared_people=2, shared_days=3)
NOON = at("12:00:00", "2026-01-01")


def login(device, who, day, hours=1.0, logged_out=False):
    start = NOON + timedelta(days=day)
    return device, who, start, start + timedelta(hours=hours), logged_out, f"{device}/{day}", who


def days(instant):
    """Days since noon of 1 January."""
    return round((instant.astimezone(UTC) - NOON) / timedelta(days=1), 6)


HOUR = round(1 / 24, 6)

CASES = {
    "a login carries on after its visit, and reaches back before it": (
        [("u1", 0)],
        [(-5, 0, "u1", "backfilled"), (0, 10 + HOUR, "u1", "carried")],
    ),
    "a logout ends it": ([("u1", 0, 1, True)], [(-5, 0, "u1", "backfilled"), (0, HOUR, "u1", "carried")]),
    "logins of one user are one claim": (
        [("u1", 0), ("u1", 3), ("u1", 6)],
        [(-5, 0, "u1", "backfilled"), (0, 16 + HOUR, "u1", "carried")],
    ),
    "the next user ends it": (
        [("u1", 0), ("u2", 3)],
        [(-5, 0, "u1", "backfilled"), (0, 3, "u1", "carried"), (3, 13 + HOUR, "u2", "carried")],
    ),
    "after a logout the next user reaches back to it": (
        [("u1", 0, 1, True), ("u2", 3)],
        [
            (-5, 0, "u1", "backfilled"),
            (0, HOUR, "u1", "carried"),
            (HOUR, 3, "u2", "backfilled"),
            (3, 13 + HOUR, "u2", "carried"),
        ],
    ),
    "where carrying ends the next user reaches back at most so far": (
        [("u1", 0, 0), ("u2", 14), ("u1", 30, 0)],
        [
            (-5, 0, "u1", "backfilled"),
            (0, 10, "u1", "carried"),
            (10, 14, "u2", "backfilled"),
            (14, 24 + HOUR, "u2", "carried"),
            (25, 30, "u1", "backfilled"),
            (30, 40, "u1", "carried"),
        ],
    ),
    "a logout alone, of no length, claims nothing after it": ([("u1", 0, 0, True)], [(-5, 0, "u1", "backfilled")]),
}


@pytest.fixture(scope="module")
def claims(spark):
    logins = [login(case, *each) for case, (given, _) in CASES.items() for each in given]
    frame = claim_devices(spark.createDataFrame(logins, LOGIN), CONF)
    return sorted(
        (row.device_id, days(row.valid_from), days(row.valid_to), row.via, row.basis) for row in frame.collect()
    )


@pytest.mark.parametrize("case", CASES)
def test_whose_a_device_is(case, claims):
    assert [tuple(rest) for device, *rest in claims if device == case] == CASES[case][1]


def test_a_device_is_shared_around_every_span_with_too_many_people(rows):
    logins = [
        *(login("two", f"u{no % 2}", no) for no in range(6)),
        *(login("three_apart", f"u{no}", 1.5 * no) for no in range(3)),  # the third as the first is three days old
        *(login("three", f"u{no}", no) for no in range(3)),
        *(login("twice", f"u{no}", no + (20 if no > 2 else 0)) for no in range(6)),
    ]

    found = sorted(
        (row.device_id, days(row.valid_from), days(row.valid_to))
        for row in find_shared(rows(LOGIN, *logins), CONF).collect()
    )

    # On day 2 three people were seen since day -1; on day 3 the first of them is forgotten.
    assert found == [("three", -1, 3), ("twice", -1, 3), ("twice", 22, 26)]


def test_a_kiosk_costs_one_row_and_its_neighbours_keep_theirs(rows):
    kiosk = [login("kiosk", f"u{no % 97}", no / 20, hours=0.5) for no in range(400)]
    frame = rows(LOGIN, *kiosk, login("home", "u1", 0))
    periods = find_shared(frame, CONF).cache()

    left = outside_periods(claim_devices(frame, CONF), periods).collect()

    assert [row.device_id for row in periods.collect()] == ["kiosk"]
    by_device = sorted((row.device_id, days(row.valid_from), row.via, row.basis) for row in left)
    # Before it was shared nobody had it but the first person to log in; after it, the last one.
    assert [row[0] for row in by_device] == ["home", "home", "kiosk", "kiosk"]
    assert by_device[2:] == [("kiosk", -5, "u0", "backfilled"), ("kiosk", by_device[3][1], "u11", "carried")]


def owner(logins, instant, shared):
    """Who has the device at an instant of an anonymous visit, by the definition's own words."""
    if any(start <= instant < end for start, end in shared):
        return None
    before = [each for each in logins if each[2] <= instant]
    after = [each for each in logins if each[2] > instant]
    if before:
        last = max(before, key=lambda each: each[2])
        until = last[3] if last[4] else last[3] + timedelta(days=CONF.carry_days)
        if instant < until:
            return last[1]
    if after:
        following = min(after, key=lambda each: each[2])
        if instant >= following[2] - timedelta(days=CONF.backfill_days):
            return following[1]
    return None


def test_claims_answer_as_plain_python_does_at_any_instant(rows):
    random, devices = Random(3), {}
    for no in range(60):
        starts = sorted(random.sample(range(60), random.randint(1, 7)))
        devices[f"d{no}"] = [
            login(f"d{no}", f"u{random.randrange(4)}", day, random.randrange(24), random.random() < 0.3)
            for day in starts
        ]
    frame = rows(LOGIN, *(each for logins in devices.values() for each in logins))
    periods = find_shared(frame, CONF).cache()

    shared, claims = {}, {}
    for row in periods.collect():
        shared.setdefault(row.device_id, []).append((row.valid_from.astimezone(UTC), row.valid_to.astimezone(UTC)))
    for row in outside_periods(claim_devices(frame, CONF), periods).collect():
        claims.setdefault(row.device_id, []).append(
            (row.valid_from.astimezone(UTC), row.valid_to.astimezone(UTC), row.via)
        )

    assert shared
    for device, logins in devices.items():
        for hours in range(-240, 24 * 80, 12):
            instant = NOON + timedelta(hours=hours)
            holders = [via for start, end, via in claims.get(device, []) if start <= instant < end]
            expected = owner(logins, instant, shared.get(device, []))
            assert holders == ([expected] if expected else []), (device, instant)
