from datetime import date, timedelta

from clock import at
from tandem.changes import Touched
from tandem.columns.owners import known_today
from tandem.config import BasesConfig, BasisConfig, IdentityConfig
from tandem.identity import build_likely, build_people, reach_people, visits_on_devices
from tandem.tables import PEOPLE, VISITS
from unit.identity.test_likely import EDGE, edge

TONIGHT = date(2026, 3, 10)
CONF = IdentityConfig(shared_people=1, shared_days=2)
VISIT = """device_id string, strong_id string, started_at timestamp, ended_at timestamp, logged_out boolean,
    visit_id string"""
PERSON = "id string, id_type string, person_id string"
LIKELY = "device_id string, person_id string, via string, basis string, score double"


def visit(device, strong, day):
    start = at("12:00:00") + timedelta(days=day)
    return device, strong, start, start, False, f"{device}{day}"


def people_row(id_, id_type, person, via=None):
    start, end = at("00:00:00", "1900-01-01"), at("00:00:00", "9999-01-01")
    return id_, id_type, start, end, person, via or id_, "linked", date(2026, 3, 9), None, None, None, 0


def likely_row(device, person, score):
    row = people_row(device, "device", person)
    return *row[:5], person, "network", *row[7:10], score, 0


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

    nobody, likely = rows(PEOPLE.schema).drop("changed_in"), rows(LIKELY, ("radio", "u1", "m1", "network", 0.6))
    people = build_people(nobody, persons, rows(VISIT, *visits), likely, CONF, through=TONIGHT)

    said = sorted((row.id, row.id_type, row.person_id, row.via, row.basis) for row in PEOPLE.conform(people).collect())
    assert said == [
        ("kiosk", "device", "kiosk", "kiosk", "shared"),
        ("kiosk", "device", "u1", "m1", "backfilled"),
        ("kiosk", "device", "u2", "u2", "carried"),
        ("m1", "email", "u1", "m1", "linked"),
        ("phone", "device", "u1", "m1", "backfilled"),
        ("phone", "device", "u1", "m1", "carried"),
        ("radio", "device", "u1", "m1", "network"),
        ("tablet", "device", "u1", "m1", "backfilled"),
        ("tablet", "device", "u1", "m1", "carried"),
        ("tablet", "device", "u1", "u1", "carried"),
        ("u1", "user", "u1", "u1", "linked"),
    ]


def test_a_night_reaches_renamed_ids_their_devices_and_devices_of_changed_logins(rows):
    known = rows(
        PEOPLE.schema,
        *(likely_row(device, "same", 0.6) for device in ("stands", "lost", "doubted")),
        people_row("same", "user", "same"),
        people_row("old", "user", "old"),
        people_row("gone", "user", "x"),
    )
    persons = rows(PERSON, ("same", "user", "same"), ("old", "user", "new"), ("first", "user", "new"))
    visits = rows(
        VISIT, *(visit(f"of_{who}", who, 0) for who in ("same", "old", "gone", "first")), visit("anonymous", None, 0)
    )
    changed = {VISITS.full_name: rows(VISIT, visit("tonight", "same", 0), visit("nobody", None, 0))}

    likely = rows(LIKELY, *((device, "same", "same", "network", score)
                            for device, score in (("stands", 0.6), ("doubted", 0.5), ("found", 0.6))))  # fmt: skip

    affected = reach_people(Touched(changed), known.drop("changed_in"), persons, visits, likely)

    assert {row.id for row in affected.keys.collect()} == {
        "old", "gone", "first", "of_old", "of_gone", "of_first", "tonight", "lost", "doubted", "found",
    }  # fmt: skip
    assert {row.device_id for row in visits_on_devices(visits, affected).collect()} == {"of_old", "of_gone", "of_first"}


def test_a_night_that_gives_and_takes_likely_owners_equals_a_rebuild(rows):
    conf = IdentityConfig(bases=BasesConfig(network=BasisConfig(used=True, trust=0.6)), likely_score=0.3)
    persons, nobody = rows(PERSON), rows(PEOPLE.schema).drop("changed_in")
    old, new = [visit("phone", "u1", 0), visit("laptop", None, 0)], [visit("laptop", "u2", 5), visit("radio", None, 5)]
    edges = [edge("phone", "home", 9), edge("laptop", "home", 9)], [edge("radio", "home", 10)]

    def said(known, visits, seen, through, likely=None):
        told = build_likely(rows(EDGE, *seen), persons, rows(VISIT, *visits), conf) if likely is None else likely
        return build_people(known, persons, rows(VISIT, *visits), told, conf, through=through)

    monday = said(nobody, old, edges[0], TONIGHT - timedelta(days=1))
    known = rows(PEOPLE.promise, *PEOPLE.conform(monday).collect())
    likely = build_likely(rows(EDGE, *edges[0], *edges[1]), persons, rows(VISIT, *old, *new), conf)
    touched = Touched({VISITS.full_name: rows(VISIT, *new)})
    affected = reach_people(touched, known, persons, rows(VISIT, *old, *new), likely)
    logins = visits_on_devices(rows(VISIT, *old, *new), affected).collect()
    tonight = affected.restrict(said(affected.restrict(known, day=None), logins, (), TONIGHT, likely), day=None)
    standing = known.join(affected.keys, on="id", how="left_anti")

    def today(people):
        return sorted(tuple(row[name] for name in PEOPLE.content) for row in known_today(people).collect())

    after = today(PEOPLE.conform(standing.unionByName(PEOPLE.conform(tonight))))
    assert after == today(PEOPLE.conform(said(nobody, [*old, *new], [*edges[0], *edges[1]], TONIGHT)))
    assert {row[0]: row[6] for row in after if row[0] != "phone"} == {"laptop": "carried", "radio": "network"}
    gone = tonight.where("id = 'laptop' and known_to is not null").collect()
    assert [(row.basis, row.person_id, row.known_to) for row in gone] == [("network", "u1", TONIGHT)]
