from itertools import permutations
from random import Random

import pytest

from clock import at
from tandem.clean.once import dethroned, find_copies, latest, without_copies

ROW = "id string, received_at timestamp, delivery_id string, line_no bigint"
FIRST, SECOND = at("10:00:00"), at("11:00:00")
BY = ("received_at",)


def test_the_first_received_holds_and_ties_go_to_the_smaller_place(rows):
    frame = rows(
        ROW,
        ("a", SECOND, "d1", 1),
        ("a", FIRST, "d2", 1),
        ("b", FIRST, "d2", 3),
        ("b", FIRST, "d2", 2),
        ("c", FIRST, "d1", 9),
    )

    copies = find_copies(frame, None, key="id", first_by=BY)
    kept = without_copies(frame, copies)

    assert {(row["id"], row["delivery_id"], row["line_no"]) for row in kept.collect()} == {
        ("a", "d2", 1), ("b", "d2", 2), ("c", "d1", 9),
    }  # fmt: skip


def test_a_later_copy_loses_to_the_standing_row_and_an_earlier_one_dethrones_it(rows):
    standing = rows(ROW, ("a", FIRST, "d1", 1), ("b", SECOND, "d1", 2), ("c", FIRST, "d1", 3))
    frame = rows(ROW, ("a", SECOND, "d2", 1), ("b", FIRST, "d2", 2), ("d", FIRST, "d2", 3))

    copies = find_copies(frame, standing, key="id", first_by=BY)

    assert {row["id"] for row in without_copies(frame, copies).collect()} == {"b", "d"}
    assert [row["id"] for row in dethroned(copies, key="id").collect()] == ["b"]


def test_a_row_delivered_again_with_other_content_replaces_itself(rows):
    standing, frame = rows(ROW, ("a", FIRST, "d1", 1)), rows(ROW, ("a", FIRST, "d1", 1))

    copies = find_copies(frame, standing, key="id", first_by=BY)

    assert without_copies(frame, copies).count() == 1
    assert dethroned(copies, key="id").count() == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_any_split_of_the_rows_over_nights_keeps_the_same_rows(rows, seed):
    rng = Random(seed)
    given = [(rng.choice("abc"), rng.choice((FIRST, SECOND)), f"d{n % 3}", n) for n in range(9)]
    whole = kept_after(rows, [given])

    shuffled = rng.sample(given, len(given))
    assert kept_after(rows, [shuffled[:4], shuffled[4:]]) == whole
    assert whole == {
        min((row for row in given if row[0] == name), key=lambda row: row[1:]) for name in {row[0] for row in given}
    }


def kept_after(rows, nights):
    """Rows that stand after `nights`, each of which replaces what it dethrones."""
    standing = set()
    for night in nights:
        frame = rows(ROW, *night)
        copies = find_copies(frame, rows(ROW, *standing) if standing else None, key="id", first_by=BY).persist()
        fresh = {
            tuple(row)
            for row in without_copies(frame, copies).select("id", "received_at", "delivery_id", "line_no").collect()
        }
        fresh = {(name, received.astimezone(FIRST.tzinfo), *place) for name, received, *place in fresh}
        gone = {row["id"] for row in dethroned(copies, key="id").collect()}
        standing = {row for row in standing if row[0] not in gone} | fresh
    return standing


def test_the_latest_state_holds_in_any_order_of_delivery(rows):
    schema = "id string, updated_at timestamp, delivery_date date, delivery_id string, line_no bigint"
    day = FIRST.date()
    given = [
        ("a", FIRST, day, "d1", 1),
        ("a", SECOND, day, "d1", 2),
        ("a", SECOND, day, "d2", 1),
        ("a", None, day, "d3", 1),
    ]

    for order in list(permutations(given))[::8]:
        held = latest(rows(schema, *order), key=["id"], by=["updated_at"]).collect()
        assert [(row["delivery_id"], row["line_no"]) for row in held] == [("d2", 1)]
