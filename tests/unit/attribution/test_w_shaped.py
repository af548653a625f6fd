"""W-shaped credit: the touch before a funnel event earns more, on Spark and against plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from tandem.attribution import build_credits
from tandem.attribution.kernel import Coded, match_touches, rule_shares, touches_before
from tandem.changes import Affected
from tandem.config import AttributionConfig
from tandem.paths.rules import Rule
from tandem.tables import CREDITS
from unit.attribution.journey_rows import MODELS, conversion, frames, touch

DAYS = {"a": "1", "b": "3", "c": "5", "d": "7", "e": "9"}  # touch -> day of March


def shares_of(spark, touches, conversions):
    """Shares of the purchase under the shipped model, by touch."""
    touched = [touch(each, f"{DAYS[each]} 10:00", "p", "Email") for each in touches]
    built = build_credits(*frames(spark, touched, conversions), Affected(), AttributionConfig(), MODELS)
    rows = CREDITS.conform(built).where("conversion_id = 'c1'").collect()
    return {row.touch_id: round(dict(row.custom)["w_shaped"], 6) for row in rows}


BOUGHT = conversion("c1", "10 10:00", "p")


def lead(at, id_="l1", device="p"):
    return conversion(id_, at, device, type_="lead")


@pytest.mark.parametrize(
    ("touches", "others", "expected"),
    [
        ("abcde", [lead("6 10:00")], {"a": 0.3, "b": 0.05, "c": 0.3, "d": 0.05, "e": 0.3}),
        ("ace", [lead("6 10:00")], {"a": 1 / 3, "c": 1 / 3, "e": 1 / 3}),
        ("ace", [lead("5 09:59")], {"a": 0.6, "c": 0.1, "e": 0.3}),
        ("ace", [lead("5 10:00")], {"a": 1 / 3, "c": 1 / 3, "e": 1 / 3}),
        ("ace", [lead("9 12:00")], {"a": 0.3, "c": 0.1, "e": 0.6}),
        ("ace", [lead("6 10:00"), lead("9 12:00", "l2")], {"a": 1 / 3, "c": 1 / 3, "e": 1 / 3}),
        ("ace", [], {"a": 3 / 7, "c": 1 / 7, "e": 3 / 7}),
        ("ace", [lead("6 10:00", device="q")], {"a": 3 / 7, "c": 1 / 7, "e": 3 / 7}),
        ("ce", [lead("4 10:00")], {"c": 0.5, "e": 0.5}),
        ("ce", [lead("6 10:00")], {"c": 2 / 3, "e": 1 / 3}),
        ("ce", [lead("11 10:00")], {"c": 0.5, "e": 0.5}),
        ("e", [lead("9 12:00")], {"e": 1}),
        ("e", [], {"e": 1}),
    ],
    ids=[
        "five_touches", "three", "lead_just_before_a_touch", "lead_at_its_instant", "lead_after_the_last",
        "the_first_of_two_leads", "no_lead", "a_lead_of_another", "two_touches_lead_before_both", "two_lead_between",
        "lead_after_the_purchase", "one", "one_without",
    ],
)  # fmt: skip
def test_first_touch_touch_before_the_lead_and_last_touch(spark, touches, others, expected):
    assert shares_of(spark, touches, [BOUGHT, *others]) == {each: round(share, 6) for each, share in expected.items()}


def test_a_lead_is_no_funnel_event_of_leads(spark):
    bought = conversion("c1", "10 10:00", "p", type_="lead")
    assert shares_of(spark, "ace", [bought, lead("6 10:00")]) == {"a": 0.428571, "c": 0.142857, "e": 0.428571}


def test_touches_that_are_passed_over_are_no_anchor():
    rule = Rule("w", from_start=(0.3,), before={"lead": 0.4}, from_end=(0.3,), besides=("Direct",))
    channel = Coded(("Email", "Direct"), np.array([0, 0, 1, 0]))
    kind = Coded(("visit",), np.zeros(4, dtype=np.int64))

    (share,) = rule_shares([rule], np.array([0]), np.zeros(4), channel, kind, {"lead": np.array([3])})

    assert share.tolist() == pytest.approx([0.3, 0.4, 0, 0.3])


def test_several_funnel_events_have_a_touch_each():
    rule = Rule("w", from_start=(0.2,), before={"lead": 0.2, "purchase": 0.3}, between=0.1, from_end=(0.2,))
    same = Coded(("x",), np.zeros(6, dtype=np.int64))
    before = {"lead": np.array([2]), "purchase": np.array([4])}

    (share,) = rule_shares([rule], np.array([0]), np.zeros(6), same, same, before)

    assert share.tolist() == pytest.approx([0.2, 0.2, 0.05, 0.3, 0.05, 0.2])


@pytest.mark.parametrize("seed", range(5))
def test_touches_before_the_first_event_equal_plain_loops(seed):
    rng = np.random.default_rng(seed)
    rows = sorted((int(rng.integers(4)), int(rng.integers(40)), int(rng.integers(-1, 2))) for _ in range(120))
    person, instant, kind = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    windows = np.where(kind < 0, 15, 0)[None, :].repeat(2, axis=0)
    pairs = match_touches(person, instant, windows, kind, since_last_conversion=np.array([False, False]))

    found = touches_before(pairs, person, instant, np.flatnonzero(kind == 1))

    expected = []
    for at in pairs.conversion[pairs.starts]:
        own = pairs.touch[pairs.conversion == at]
        events = [
            row
            for row in range(len(rows))
            if kind[row] == 1 and person[row] == person[at] and own[0] < row and instant[row] <= instant[at]
        ]
        expected.append(sum(own < events[0]) if events and events[0] != at else 0)
    assert found.tolist() == expected
    assert max(expected) > 1
