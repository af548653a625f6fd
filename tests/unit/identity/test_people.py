from datetime import date, timedelta

from clock import at
from tandem.changes import Touched
from tandem.config import IdentityConfig
from tandem.identity import build_people, reach_people, visits_on_devices
from tandem.tables import PEOPLE, VISITS

TONIGHT = date(2026, 3, 10)
CONF = IdentityConfig(shared_people=1, shared_days=2)
VISIT = """device_id string, strong_id string, started_at timestamp, ended_at timestamp, logged_out boolean,
    visit_id string"""
PERSON = "id string, id_type string, person_id string"


def visit(device, strong, day):
    start = at("12:00:00") + timedelta(days=day)
    return device, strong, start, start, False, f"{device}{day}"


def people_row(id_, id_type, person, via=None):
    start, end = at("00:00:00", "1900-01-01"), at("00:00:00", "9999-01-01")
    return id_, id_type, start, end, person, via or id_, "linked", date(2026, 3, 9), None, None, 0


def test_people_are_linked_ids_claims_of_logins_and_shared_devices(rows):
    visits = [
        visit("phone", "m1", 0),
        visit("phone", None, 1),
        visit("tablet", "m1", 0),  # two ids of one person do not make a device shared
        visit("tablet", "u1", 1),
        visit("kiosk", "m1", 0),
        visit("kiosk", "u2", 1),
    ]
    persons = rows(PERSON, ("m1", "email", "u1"), ("u1", "user", "u1"))

    people = build_people(rows(PEOPLE.schema).drop("changed_in"), persons, rows(VISIT, *visits), CONF, through=TONIGHT)

    said = sorted((row.id, row.id_type, row.person_id, row.via, row.basis) for row in PEOPLE.conform(people).collect())
    assert said == [
        ("kiosk", "device", "kiosk", "kiosk", "shared"),
        ("kiosk", "device", "u1", "m1", "backfilled"),
        ("kiosk", "device", "u2", "u2", "carried"),
        ("m1", "email", "u1", "m1", "linked"),
        ("phone", "device", "u1", "m1", "backfilled"),
        ("phone", "device", "u1", "m1", "carried"),
        ("tablet", "device", "u1", "m1", "backfilled"),
        ("tablet", "device", "u1", "m1", "carried"),
        ("tablet", "device", "u1", "u1", "carried"),
        ("u1", "user", "u1", "u1", "linked"),
    ]


def test_a_night_reaches_renamed_ids_their_devices_and_devices_of_changed_logins(rows):
    known = rows(
        PEOPLE.schema,
        people_row("same", "user", "same"),
        people_row("old", "user", "old"),
        people_row("gone", "user", "x"),
    )
    persons = rows(PERSON, ("same", "user", "same"), ("old", "user", "new"), ("first", "user", "new"))
    visits = rows(
        VISIT, *(visit(f"of_{who}", who, 0) for who in ("same", "old", "gone", "first")), visit("anonymous", None, 0)
    )
    changed = {VISITS.full_name: rows(VISIT, visit("tonight", "same", 0), visit("nobody", None, 0))}

    affected = reach_people(Touched(changed), known.drop("changed_in"), persons, visits)

    assert {row.id for row in affected.keys.collect()} == {
        "old", "gone", "first", "of_old", "of_gone", "of_first", "tonight",
    }  # fmt: skip
    assert {row.device_id for row in visits_on_devices(visits, affected).collect()} == {"of_old", "of_gone", "of_first"}
