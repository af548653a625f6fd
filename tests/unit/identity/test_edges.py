from datetime import UTC, date

import pytest

from clock import at
from tandem.changes import Affected, Touched
from tandem.config import LinkLimit
from tandem.identity import build_edges, reach_edges, rejudged
from tandem.identity.links import Pair
from tandem.tables import EDGES, EVENTS

EVENT = "user_id string, email_id string, occurred_at timestamp, date date"
LIMITS = {"user": LinkLimit(others=2, days=10), "email": LinkLimit(others=1, days=3)}


def login(user, email, day, clock="10:00:00"):
    instant = at(clock, f"2026-03-{day:02}")
    return user, email, instant, instant.date()


def edges_of(rows, events, known=(), counted=None, limits=LIMITS, forbidden=()):
    frame = build_edges(
        rows(EVENT, *events), rows(EDGES.schema, *known).drop("changed_in"), counted or Affected(), limits, forbidden
    )
    return EDGES.conform(frame)


def test_an_edge_counts_the_events_of_one_pair_and_day(rows):
    events = [
        login("u1", "m1", 1, "11:00:00"),
        login("u1", "m1", 1, "10:00:00"),
        login("u1", "m1", 2),
        login("a1", "m2", 1),
        login("u9", None, 1),
        login(None, "m9", 1),
    ]

    edges = {(row.id_a, row.id_b, row.date.day): row for row in edges_of(rows, events).collect()}

    assert {key: row["count"] for key, row in edges.items()} == {
        ("m1", "u1", 1): 2,
        ("m1", "u1", 2): 1,
        ("a1", "m2", 1): 1,
    }
    first = edges["m1", "u1", 1]
    assert (first.type_a, first.type_b, first.first_seen_at.astimezone(UTC)) == (
        "email",
        "user",
        at("10:00:00", "2026-03-01"),
    )
    assert (edges["a1", "m2", 1].type_a, edges["a1", "m2", 1].type_b) == ("user", "email")


def test_an_id_over_its_limit_in_any_window_identifies_nobody(rows):
    events = [
        *(login(f"at_limit_{no}", "m_two", 1 + 3 * no) for no in range(2)),  # never two users within three days
        *(login(f"over_{no}", "m_over", 1 + 2 * no) for no in range(2)),  # two users on days 1 and 3
        login("over_0", "m_other", 20),
        *(login("u_two", f"m_a{no}", 1) for no in range(2)),
        *(login("u_apart", f"m_b{no}", 1 + 5 * no) for no in range(3)),  # the third on day 11: ten days later
        *(login("u_over", f"m_c{no}", 2 + 4 * no) for no in range(3)),  # the third on day 10
        *(login("u_again", f"m_d{no % 2}", 1 + no) for no in range(6)),
        login("over_1", "m_c0", 2),  # breaks both rules: the smaller name
    ]

    refused = {
        (row.id_a, row.id_b): row.refused_by for row in edges_of(rows, events).where("refused_by is not null").collect()
    }

    assert refused == {
        ("m_over", "over_0"): "limit:email",
        ("m_over", "over_1"): "limit:email",
        ("m_c0", "over_1"): "limit:email",
        ("m_c0", "u_over"): "limit:email",
        ("m_c1", "u_over"): "limit:user",
        ("m_c2", "u_over"): "limit:user",
    }


def test_a_night_equals_a_rebuild_also_where_a_limit_is_broken_by_a_later_day(rows):
    old, new = [login("u1", "m1", 1), login("u5", "m5", 1), login("u7", "m7", 2)], [login("u2", "m1", 2)]
    known = [(*row, 0) for row in edges_of(rows, old).collect()]
    touched = Touched({EVENTS.full_name: rows(EVENT, *new, login("u8", None, 9))}, since=date(2026, 3, 1))

    counted = reach_edges(touched)
    on_those_days = counted.restrict(rows(EVENT, *old, *new))
    known_edges = rows(EDGES.schema, *known).drop("changed_in")
    edges = EDGES.conform(build_edges(on_those_days, known_edges, counted, LIMITS, ()))
    affected = rejudged(edges, known_edges, counted)

    assert {row.date for row in counted.keys.collect()} == {date(2026, 3, 2)}
    assert {row.date for row in affected.keys.collect()} == {date(2026, 3, 1), date(2026, 3, 2)}
    assert sorted(edges.collect()) == sorted(edges_of(rows, [*old, *new]).collect())


@pytest.mark.parametrize(("since", "kept"), [(None, set()), (date(2026, 3, 2), {"m1"})])
def test_a_rebuild_keeps_only_edges_of_closed_days(rows, since, kept):
    known = [(*row, 0) for row in edges_of(rows, [login("u1", "m1", 1), login("u2", "m2", 2)]).collect()]

    edges = edges_of(rows, [], known, Affected(since=since))

    assert {row.id_a for row in edges.collect()} == kept


def test_a_forbidden_pair_is_refused_and_no_other(rows):
    events = [login("a" * 32, "b" * 32, 1), login("c" * 32, "b" * 32, 1)]
    pair = Pair("a" * 32, "b" * 32, "two sisters", "Kim", date(2026, 3, 2))

    edges = edges_of(rows, events, limits={}, forbidden=[pair])

    assert {(row.id_a[0], row.id_b[0]): row.refused_by for row in edges.collect()} == {
        ("a", "b"): "do_not_link",
        ("b", "c"): None,
    }
