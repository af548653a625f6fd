"""Why u1 is person u1: a mail of its own, through it a second account, and a mail that was refused."""

from datetime import UTC, date, datetime

from tandem.identity import evidence, explained


def seen(mail, user, day, count, refused_by=None):
    types = {"type_a": "email", "type_b": "user"}
    return {"id_a": mail, "id_b": user, **types, "date": date(2026, 3, day), "count": count, "refused_by": refused_by}


EDGES = [
    seen("m1", "u1", 1, 2),
    seen("m1", "u1", 4, 1),
    seen("m1", "u2", 2, 1),
    seen("m2", "u2", 5, 1),
    seen("m9", "u1", 3, 5, "limit:email"),
    seen("m9", "u8", 3, 5, "limit:email"),
]


def edges_of(ids):
    return [row for row in EDGES if row["id_a"] in ids or row["id_b"] in ids]


def person(id_, person_id, known_from, known_to=None, **device):
    ever = {"valid_from": datetime(1900, 1, 1, tzinfo=UTC), "known_from": known_from, "known_to": known_to}
    return {
        "id": id_,
        "id_type": "user",
        "person_id": person_id,
        "via": id_,
        "basis": "linked",
        "score": None,
        **ever,
        **device,
    }


def test_the_tree_leads_from_an_id_to_all_ids_of_its_person():
    found = evidence("u1", edges_of, most_ids=100)
    people = [person("u1", "u1", date(2026, 3, 1), date(2026, 3, 2)), person("u1", "u2", date(2026, 3, 2))]

    assert explained("u1", found, people) == [
        "u1 is person u2",
        "  email m1: 3 events on 2 days, 2026-03-01 to 2026-03-04",
        "    user u2: 1 events on 1 days, 2026-03-02",
        "      email m2: 1 events on 1 days, 2026-03-05",
        "  refused: u1 - email m9: 5 events on 1 days, 2026-03-03, refused by limit:email",
        "  before 2026-03-02: person u1, known from 2026-03-01",
    ]


def test_a_refused_link_leads_nowhere():
    assert "u8" not in {link.b for link in evidence("u1", edges_of, most_ids=100).links}


def test_a_device_is_explained_by_the_logins_that_claim_it():
    claim = person(
        "d1", "u2", date(2026, 3, 2), id_type="device", via="u1", basis="carried",
        valid_from=datetime(2026, 3, 1, 9, tzinfo=UTC), valid_to=datetime(2026, 3, 31, 9, tzinfo=UTC),
    )  # fmt: skip

    lines = explained("d1", evidence("u1", edges_of, most_ids=100), [claim])

    assert lines[:3] == [
        "d1 is person u2",
        "  carried 2026-03-01 09:00 to 2026-03-31 09:00: person u2 via u1",
        "  email m1: 3 events on 2 days, 2026-03-01 to 2026-03-04",
    ]
