"""Ad clicks as conversions: credit to the impressions before them."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.attribution import build_click_credits
from tandem.config import AttributionConfig
from tandem.tables import CREDITS, PEOPLE, TOUCHES
from unit.attribution.journey_rows import MODELS, frame, person, touch

TEN_DAYS = AttributionConfig(types={"ad_click": {"view_window_days": 10}})
VIEWS = [
    touch("v9", "11 10:00", "phone", "Display", kind="impression"),
    touch("v6", "14 10:00", "phone", "Paid Video", kind="impression"),
    touch("v0", "20 10:00", "phone", "Paid Social", kind="impression"),
    touch("w0", "20 10:00", "phone", "Paid Search", kind="impression"),
]
CLICK = touch("click", "20 10:00", "laptop", "Paid Search", strong_id="anna")
PEOPLE_OF = [person("phone", "anna"), person("anna", "anna", "user")]


def earned(spark, touches, conf=TEN_DAYS, since=date(2026, 3, 1)):
    sides = frame(spark, TOUCHES, touches), frame(spark, PEOPLE, PEOPLE_OF)
    return CREDITS.conform(build_click_credits(*sides, since, conf, MODELS)).collect()


def test_time_decay_and_position_credit_the_impressions_before_a_click(spark):
    rows = earned(spark, [*VIEWS, touch("mail", "19 10:00", "phone", "Email", kind="visit"), CLICK])

    assert {(row.conversion_id, row.type, row.person_id, row.value) for row in rows} == {
        ("click", "ad_click", "anna", None)
    }
    decayed = {row.touch_id: round(100 * row.time_decay, 1) for row in rows}
    assert decayed == {"v9": 13.8, "v6": 18.6, "v0": 33.8, "w0": 33.8}
    assert {row.touch_id: row.position for row in rows} == pytest.approx({"v9": 0.4, "v6": 0.1, "v0": 0.1, "w0": 0.4})


def test_each_click_looks_back_by_its_own_window_and_scope(spark):
    later = touch("later", "20 11:00", "phone", "Paid Search")
    clicks = [*VIEWS, CLICK, later]

    by_all = {(row.conversion_id, row.touch_id) for row in earned(spark, clicks, AttributionConfig())}
    since_last = {"types": {"ad_click": {"view_window_days": 10, "scope": "since_last_conversion"}}}
    conf = AttributionConfig(**since_last)
    own = {row.conversion_id for row in earned(spark, clicks, conf)}
    next_day = [*clicks, touch("next", "21 09:00", "phone"), touch("view", "21 08:00", "phone", kind="impression")]

    assert by_all == {(click, view) for click in ("click", "later") for view in ("v0", "w0")}
    assert own == {"click"}
    after = earned(spark, next_day, conf, since=date(2026, 3, 21))
    assert [(row.conversion_id, row.touch_id) for row in after] == [("next", "view")]


def test_what_is_set_aside_neither_earns_nor_is_credited_nor_is_an_earlier_click(spark):
    bots = [
        touch("vb", "20 09:00", "phone", kind="impression", excluded_by="bot"),
        touch("cb", "20 12:00", "phone", excluded_by="bot"),
    ]
    seen = earned(spark, [*VIEWS, *bots, CLICK, touch("today", "21 10:00", "phone")], since=date(2026, 3, 21))

    assert {(row.conversion_id, row.touch_id) for row in seen} == {("today", view) for view in ("v6", "v0", "w0")}
