from datetime import UTC, date, timedelta

import pytest

from clock import at
from tandem.identity.knowledge import revise
from tandem.tables import PEOPLE

MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)
START = at("12:00:00", "2026-03-01")
NOW = """id string, id_type string, valid_from timestamp, valid_to timestamp, person_id string, via string,
    basis string, score double"""


def said(person, end_day, id_="d1", start=START):
    return id_, "device", start, at("12:00:00", f"2026-03-{end_day:02}"), person, person, "carried", None


def known(person, end_day, known_from=MONDAY, known_to=None, previous=None):
    return *said(person, end_day)[:-1], known_from, known_to, previous, None, 0


def told(row):
    return row.person_id, row.valid_to.astimezone(UTC).day, row.known_from, row.known_to, row.previous_person_id


CASES = {
    "what is known stands": (
        [known("a", 5)],
        [said("a", 5)],
        [("a", 5, MONDAY, None, None)],
    ),
    "what is new is known from tonight": ([], [said("a", 5)], [("a", 5, TUESDAY, None, None)]),
    "another person replaces the one published before, who stays known": (
        [known("a", 5)],
        [said("b", 5)],
        [("a", 5, MONDAY, TUESDAY, None), ("b", 5, TUESDAY, None, "a")],
    ),
    "an end that had been published moves by a new row": (
        [known("a", 9)],
        [said("a", 12)],
        [("a", 9, MONDAY, TUESDAY, None), ("a", 12, TUESDAY, None, "a")],
    ),
    "an end that was still to come moves in place": (
        [known("a", 10)],
        [said("a", 12)],
        [("a", 12, MONDAY, None, None)],
    ),
    "what is no longer said is closed": ([known("a", 5)], [], [("a", 5, MONDAY, TUESDAY, None)]),
    "the same night again says the same": (
        [known("a", 5, MONDAY, TUESDAY), known("b", 5, TUESDAY, None, "a")],
        [said("b", 5)],
        [("a", 5, MONDAY, TUESDAY, None), ("b", 5, TUESDAY, None, "a")],
    ),
    "the same night again corrects its own row": (
        [known("a", 5, MONDAY, TUESDAY), known("b", 5, TUESDAY, None, "a")],
        [said("c", 5)],
        [("a", 5, MONDAY, TUESDAY, None), ("c", 5, TUESDAY, None, "b")],
    ),
    "the same night again leaves a trace of a row it takes back": (
        [known("b", 5, TUESDAY)],
        [],
        [("b", 5, TUESDAY, TUESDAY, None)],
    ),
    "a row taken back on the same night may return": (
        [known("b", 5, TUESDAY, TUESDAY)],
        [said("c", 5)],
        [("c", 5, TUESDAY, None, None)],
    ),
}


@pytest.fixture(scope="module")
def after(spark):
    def renamed(case, row):
        return (case, *row[1:])

    before = [renamed(case, row) for case, (rows, _, _) in CASES.items() for row in rows]
    now = [renamed(case, row) for case, (_, rows, _) in CASES.items() for row in rows]
    frame = revise(
        spark.createDataFrame(before, PEOPLE.schema).drop("changed_in"),
        spark.createDataFrame(now, NOW),
        through=TUESDAY,
    )
    return PEOPLE.conform(frame).collect()


@pytest.mark.parametrize("case", CASES)
def test_a_night_revises_what_is_known(case, after):
    actual = sorted((told(row) for row in after if row.id == case), key=lambda row: row[2:3] + row[:1])

    assert actual == sorted(CASES[case][2], key=lambda row: row[2:3] + row[:1])


def test_an_interval_that_begins_elsewhere_is_another_row(rows):
    before = rows(PEOPLE.schema, known("a", 5)).drop("changed_in")
    now = rows(NOW, said("a", 5, start=START - timedelta(hours=1)))

    assert sorted((told(row) for row in revise(before, now, through=TUESDAY).collect()), key=lambda row: row[2]) == [
        ("a", 5, MONDAY, TUESDAY, None),
        ("a", 5, TUESDAY, None, None),
    ]
