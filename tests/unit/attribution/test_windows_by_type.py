"""Types of conversion that look back differently, from touches to closed books: hand examples."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.attribution import build_credits, build_journeys, build_paths, build_returns
from tandem.changes import Affected
from tandem.config import AttributionConfig, ReportingConfig
from tandem.governance.books import credited_conversions, delivered_conversions, shares_of_conversions
from tandem.tables import AD_REPORTS, CREDITS, JOURNEYS, PATHS, RETURNS
from unit.attribution.journey_rows import MODELS, conversion, frame, frames, touch

LEADS_OF_7_DAYS = AttributionConfig(types={"lead": {"click_window_days": 7}})
AGES_9_6_0_0 = [
    touch("t9", "11 10:00", "phone", "Paid Search"),
    touch("t6", "14 10:00", "phone", "Paid Social"),
    touch("t0", "20 10:00", "phone", "Email", kind="visit"),
    touch("u0", "20 10:00", "phone", "Display", kind="ad_click"),
]


def built(spark, touches, conversions, conf=LEADS_OF_7_DAYS):
    sides = frames(spark, touches, conversions)
    credits_ = CREDITS.conform(build_credits(*sides, Affected(), conf, MODELS))
    return sides[1], credits_, JOURNEYS.conform(build_journeys(sides[1], credits_, sides[2]))


def test_a_lead_of_7_days_does_not_see_the_touch_of_9_days_ago_that_the_purchase_sees(spark):
    conversions = [conversion("order", "20 10:00", "phone"), conversion("form", "20 10:00", "phone", type_="lead")]

    _, credits_, journeys = built(spark, AGES_9_6_0_0, conversions)

    earned = {(row.type, row.touch_id): round(100 * row.time_decay, 1) for row in credits_.collect()}
    assert earned == {
        ("purchase", "t9"): 13.8,
        ("purchase", "t6"): 18.6,
        ("purchase", "t0"): 33.8,
        ("purchase", "u0"): 33.8,
        ("lead", "t6"): 21.6,
        ("lead", "t0"): 39.2,
        ("lead", "u0"): 39.2,
    }
    assert {row.type: row.touch_count for row in journeys.collect()} == {"purchase": 4, "lead": 3}


def test_views_and_scope_are_each_types_own(spark):
    conf = AttributionConfig(types={"lead": {"view_window_days": 3, "scope": "since_last_conversion"}})
    touches = [touch("view", "2 10:00", "phone", kind="impression"), touch("click", "3 10:00", "phone")]
    ends = [("4 10:00", 1), ("5 09:00", 2)]
    conversions = [
        conversion(f"{type_}{n}", at, "phone", type_=type_) for at, n in ends for type_ in ("purchase", "lead")
    ]

    _, credits_, journeys = built(spark, touches, conversions, conf)

    seen = sorted((row.conversion_id, row.touch_id) for row in credits_.collect())
    assert seen == [("lead1", "click"), ("lead1", "view"), ("purchase1", "click"), ("purchase2", "click")]
    assert [row.conversion_id for row in journeys.where("uncredited_by = 'no_touch'").collect()] == ["lead2"]


def test_the_books_close_over_types_that_look_back_differently(spark):
    conversions = [
        conversion("order", "20 10:00", "phone"),
        conversion("form", "19 10:00", "phone", type_="lead"),
        conversion("too late", "22 10:00", "tablet", type_="lead"),
        conversion("in time", "22 10:00", "tablet"),
    ]
    touches = [*AGES_9_6_0_0, touch("old", "12 10:00", "tablet")]

    delivered, credits_, journeys = built(spark, touches, conversions)
    reports = frame(spark, AD_REPORTS, [])
    returns = RETURNS.conform(build_returns(credits_, journeys, reports, ReportingConfig()))

    uncredited = journeys.where("uncredited_by IS NOT NULL")
    assert [(row.conversion_id, row.type) for row in uncredited.collect()] == [("too late", "lead")]
    books = [
        *delivered_conversions(delivered, journeys).collect(),
        *shares_of_conversions(journeys, credits_).collect(),
        *credited_conversions(journeys, credits_, returns).collect(),
    ]
    assert {row.book for row in books if row.left_side} == {
        "conversions = credited + uncredited + excluded",
        "journeys = credit in returns",
    }
    assert [row for row in books if abs(row.left_side - row.right_side) > row.tolerance] == []


def test_journeys_without_a_conversion_are_cut_by_the_windows_of_each_type(spark):
    touches = [touch("t1", "9 10:00", "phone", "Email"), touch("t2", "17 10:00", "phone", "Display")]

    def nulls(conf):
        rows = PATHS.conform(build_paths(*frames(spark, touches, []), conf)).where("level = 'channel'").collect()
        return sorted((row.type, row.path, row.counts_from) for row in rows)

    assert nulls(LEADS_OF_7_DAYS) == [
        ("lead", "Display", date(2026, 3, 24)),
        ("lead", "Email", date(2026, 3, 16)),
        ("purchase", "Email > Display", date(2026, 4, 16)),
    ]
    assert nulls(AttributionConfig()) == [("", "Email > Display", date(2026, 4, 16))]


@pytest.mark.parametrize("scope", ["window", "since_last_conversion"])
def test_types_that_look_back_equally_far_share_their_journeys_without_a_conversion(spark, scope):
    same = {"click_window_days": 7, "scope": scope}
    conf = AttributionConfig(types={"purchase": same, "lead": {"click_window_days": 7}})
    touches = [touch("t1", "1 10:00", "phone", "Email")]

    rows = PATHS.conform(build_paths(*frames(spark, touches, []), conf)).where("level = 'channel'").collect()

    assert [(row.type, row.counts_from) for row in rows] == [("", date(2026, 3, 8))]
