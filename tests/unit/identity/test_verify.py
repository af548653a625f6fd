"""Persons that do not fit their links are found: an edge between two persons, to nobody, or a person in two pieces."""

from datetime import date

import pytest

from tandem.errors import PersonsError
from tandem.identity.verify import disagreements, strays, verify_persons

EDGE = "id_a string, id_b string, date date, refused_by string, type_a string, type_b string"
PERSON = "id string, id_type string, person_id string, known_to date"
NIGHT = date(2026, 3, 9)


def edges(rows, *pairs):
    return rows(EDGE, *((a, b, date(2026, 3, day), rule, "user", "user") for a, b, day, rule in pairs))


def people(rows, *members):
    return rows(PERSON, *((id_, "device" if id_.startswith("d") else "user", who, None) for id_, who in members))


AGREE = [
    ("m1", "u1", 1, None),
    ("m1", "u1", 2, None),
    ("m1", "u2", 1, None),
    ("m2", "u3", 1, None),
    ("m1", "u3", 1, "r"),
]
MEMBERS = [("m1", "m1"), ("u1", "m1"), ("u2", "m1"), ("m2", "m2"), ("u3", "m2"), ("d1", "m2")]


def test_persons_made_of_their_links_agree(rows):
    verify_persons(edges(rows, *AGREE), people(rows, *MEMBERS), night=NIGHT)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"u2": "u2"}, "1 of 3 accepted edges lie in no one person, e.g. m1 - u2"),
        ({"u2": None}, "1 of 3 accepted edges lie in no one person, e.g. m1 - u2"),
        ({"m2": "m1", "u3": "m1"}, "2 ids hang on no accepted edge to their person, e.g. m2"),
    ],
    ids=["torn", "left_out", "stuck_together"],
)
def test_a_person_that_does_not_fit_is_told(rows, change, line):
    members = [(id_, change.get(id_, who)) for id_, who in MEMBERS]
    held = [(id_, who) for id_, who in members if who is not None]

    with pytest.raises(PersonsError, match=f"^35_identity: 2026-03-09: identity.people does not fit .*: {line}$"):
        verify_persons(edges(rows, *AGREE), people(rows, *held), night=NIGHT)


def test_where_there_are_too_many_edges_some_night_walks_each_person(rows):
    stuck = people(rows, ("m1", "p"), ("u1", "p"), ("m2", "p"), ("u2", "p"), ("m3", "q"), ("u3", "q"))
    links = edges(rows, ("m1", "u1", 1, None), ("m2", "u2", 1, None), ("m3", "u3", 1, None))

    told = [disagreements(links, stuck, night=date(2026, 3, day), most_edges=1) for day in (1, 2, 3)]

    assert sorted(map(len, told)) == [0, 0, 1]


def test_walks_go_along_chains_and_hubs():
    chain = [(f"n{at:04}", f"n{at + 1:04}") for at in range(1_000)]
    hub = [("hub", f"s{at}") for at in range(50_000)]
    members = [("c", f"n{at:04}") for at in range(1_001)] + [("h", end) for end in ("hub", *(b for _, b in hub))]

    assert strays(members, [*chain, *hub]) == []
    assert strays(members, [*chain[:500], *chain[501:], *hub]) == [f"n{at:04}" for at in range(501, 1_001)]
