from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tandem.attribution import build_credits, reach
from tandem.changes import Affected, Touched
from tandem.config import AttributionConfig
from tandem.tables import CONVERSIONS, CREDITS, PEOPLE, RULE_MODELS, TOUCHES
from unit.attribution.journey_rows import MODELS, conversion, frame, frames, person, touch

CONF = AttributionConfig()
ALL = Affected()


def credited(spark, touches, conversions, people=(), affected=ALL, conf=CONF):
    built = build_credits(*frames(spark, touches, conversions, people), affected, conf, MODELS)
    return CREDITS.conform(built)


def named(credits_, *columns):
    return sorted(tuple(row) for row in credits_.select(*columns).collect())


def test_credit_goes_to_what_one_person_did_on_all_their_devices_and_to_nothing_set_aside(spark):
    touches = [
        touch("t1", "2 10:00", "phone", "Display", kind="impression"),  # a viewable impression older than a day
        touch("t2", "9 10:00", "phone", "Display", kind="impression"),
        touch("t3", "4 10:00", "laptop", "Email", strong_id="anna"),
        touch("t4", "5 10:00", "phone", excluded_by="bot"),
        touch("t6", "7 10:00", "strangers"),
        touch("t7", "9 12:00", "phone", consent=None),
    ]
    conversions = [
        conversion("c1", "9 20:00", "laptop", strong_id="anna"),
        conversion("c2", "9 21:00", "phone", status="unconfirmed"),
        conversion("c3", "9 21:00", "phone", excluded_by="staff"),
        conversion("c4", "9 21:00", None),
        conversion("c5", "9 09:00", "phone", status="pending", type_="lead"),
    ]
    people = [person("phone", "anna"), person("anna", "anna", "user")]

    credits_ = credited(spark, touches, conversions, people)

    assert named(credits_, "conversion_id", "place", "touch_id", "channel", "linear") == [
        ("c1", 1, "t3", "Email", pytest.approx(1 / 3)),
        ("c1", 2, "t2", "Display", pytest.approx(1 / 3)),
        ("c1", 3, "t7", "Paid Search", pytest.approx(1 / 3)),
        ("c5", 1, "t3", "Email", 1.0),
    ]
    assert {row.person_id for row in credits_.collect()} == {"anna"}


def test_ties_are_ordered_by_kind_and_then_by_id(spark):
    touches = [
        touch(id_, "5 10:00", "d", kind=kind)
        for id_, kind in [("b", "ad_click"), ("a", "ad_click"), ("z", "impression"), ("c", "visit")]
    ]

    credits_ = credited(spark, touches, [conversion("c1", "5 10:00", "d")])

    assert named(credits_, "place", "touch_id") == [(1, "z"), (2, "c"), (3, "a"), (4, "b")]


def test_a_visit_belongs_to_whoever_had_the_device_when_it_began(spark):
    until_noon = {"valid_to": touch("", "5 12:00", "")["occurred_at"]}
    people = [person("tablet", "ben", **until_noon)]
    touches = [touch("t1", "5 11:59", "tablet"), touch("t2", "5 12:00", "tablet")]

    credits_ = credited(spark, touches, [conversion("c1", "6 10:00", None, strong_id="ben")], people)

    assert named(credits_, "touch_id") == [("t1",)]


def test_random_nights_equal_a_rebuild(spark):
    """Touches, conversions and people change; only the persons in reach are computed again."""
    rng = np.random.default_rng(5)
    tonight = company(rng)
    yesterday = tonight | {
        "touches": tonight["touches"][:-6],
        "conversions": tonight["conversions"][:-3],
        "people": before(tonight),
    }
    first, second = (
        frames(spark, *(night[part] for part in ("touches", "conversions", "people"))) for night in (yesterday, tonight)
    )
    known = build_credits(*first, ALL, CONF, MODELS).localCheckpoint()

    touched = Touched(
        {
            TOUCHES.full_name: frame(spark, TOUCHES, tonight["touches"][-6:]),
            CONVERSIONS.full_name: frame(spark, CONVERSIONS, tonight["conversions"][-3:]),
            PEOPLE.full_name: frame(
                spark, PEOPLE, [row for row in tonight["people"] if row not in yesterday["people"]]
            ),
        },
        since=date(2026, 3, 1),
    )
    affected = reach(touched, second[1], known, second[2])
    kept = known.join(affected.keys, on="person_id", how="left_anti")
    updated = kept.unionByName(build_credits(*second, affected, CONF, MODELS))

    rebuilt = build_credits(*second, ALL, CONF, MODELS)
    columns = ("conversion_id", "touch_id", "person_id", "place", *RULE_MODELS)
    assert kept.count() > 0
    assert named(updated, *columns) == named(rebuilt, *columns)


def test_a_touch_reaches_whom_a_conversion_follows_and_nobody_else(spark):
    touches = [touch("t1", "5 10:00", "d1"), touch("t2", "5 10:01", "d2"), touch("t3", "5 10:00", "d3")]
    bought = [conversion("c1", "5 10:00", "d1"), conversion("c2", "5 10:00", "d2")]
    rows, conversions, people = frames(spark, touches, bought, [])
    touched = Touched({TOUCHES.full_name: rows}, since=date(2026, 3, 1))

    affected = reach(touched, conversions, frame(spark, CREDITS, []), people)

    assert named(affected.keys, "person_id") == [("d1",)]


def company(rng):
    """Thirty devices, some of four users; tonight d1 turns out to be u1's and u3 to be u0."""

    def somewhere():
        return f"{rng.integers(1, 28)} {rng.integers(0, 24):02d}:00", f"d{rng.integers(0, 30)}"

    touches = [
        touch(f"t{n:03d}", *somewhere(), kind=str(rng.choice(["ad_click", "visit", "impression"]))) for n in range(150)
    ]
    conversions = [conversion(f"c{n:02d}", *somewhere()) for n in range(50)]
    people = [person(f"u{n}", f"u{n}", "user") for n in range(3)] + [
        person("u3", "u0", "user", previous_person_id="u3")
    ]
    people += [person("d0", "u0"), person("d1", "u1"), person("d3", "u0", previous_person_id="u3")]
    return {"touches": touches, "conversions": conversions, "people": people}


def before(tonight):
    """People as known the night before, with the rows that tonight closes."""
    changed = {"u3": person("u3", "u3", "user"), "d3": person("d3", "u3")}
    return [changed.get(row["id"], row) for row in tonight["people"] if row["id"] != "d1"]
