from datetime import date

from clock import at
from tandem.changes import Affected, Touched
from tandem.sessions import reach, visits_of
from tandem.tables import PEOPLE, VISITS

NIGHT = date(2026, 3, 10)
VISIT = "device_id string, strong_id string, started_at timestamp"


def people_row(id_, id_type, person, known_to=None, previous=None):
    ever, never = at("00:00:00", "1900-01-01"), at("00:00:00", "9999-01-01")
    return id_, id_type, ever, never, person, person, "carried", NIGHT, known_to, previous, None, 0


def test_a_night_reaches_owners_of_changed_visits_and_everyone_in_changed_people(rows):
    people = rows(PEOPLE.schema, people_row("u1", "user", "p1"), people_row("d2", "device", "p2")).drop("changed_in")
    changed = {
        VISITS.full_name: rows(VISIT, ("d1", "u1", at("12:00:00")), ("d2", None, at("12:00:00"))),
        PEOPLE.full_name: rows(
            PEOPLE.schema, people_row("d3", "device", "new", previous="old"), people_row("d4", "device", "p4")
        ),
    }

    affected = reach(Touched(changed, since=NIGHT), people)

    assert affected.since == NIGHT
    persons = {row.person_id for row in affected.keys.collect()}
    assert persons == {"p1", "d1", "p2", "d2", "new", "old", "d3", "p4", "d4"}


def test_visits_of_a_person_are_those_of_all_ids_that_are_theirs_today(rows):
    people = rows(
        PEOPLE.schema,
        people_row("u1", "user", "p1"),
        people_row("d1", "device", "p1"),
        people_row("d2", "device", "p1", known_to=NIGHT),
    ).drop("changed_in")
    noon = at("12:00:00")
    visits = rows(
        VISIT, ("d1", None, noon), ("d9", "u1", noon), ("d2", None, noon), ("d1", "u2", noon), ("d8", "p1", noon)
    )

    found = visits_of(visits, people, Affected(rows("person_id string", ("p1",))))

    assert {(row.device_id, row.strong_id) for row in found.collect()} == {("d1", None), ("d9", "u1"), ("d8", "p1")}
