"""Touch filters: what each leaves out of journeys, paths and credit of clicks, and how it is counted."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.attribution import build_click_credits, build_credits, build_paths
from tandem.changes import Affected
from tandem.config import AttributionConfig
from tandem.tables import CREDITS, PATHS
from unit.attribution.journey_rows import MODELS, conversion, frames, touch

TOUCHES = [
    touch("t1", "2 10:00", "p", "Display", kind="impression"),
    touch("t2", "2 11:00", "p", "Email", campaign_id="mail", host="shop.example"),
    touch("t3", "2 12:00", "p", "Paid Search", campaign_id="brand", host="shop.example"),
    touch("t4", "2 13:00", "p", "Direct", kind="visit", host="help.example"),
    touch("t5", "2 14:00", "p", "Email", host="shop.example", excluded_by="bot"),
]
BOUGHT = [conversion("c1", "2 15:00", "p")]


def conf(**filters):
    return AttributionConfig(touch_filters=filters, path_transforms=())


@pytest.mark.parametrize(
    ("filters", "earn"),
    [
        ({}, {"t1", "t2", "t3", "t4"}),
        ({"exclude_channels": ("direct",)}, {"t1", "t2", "t3"}),
        ({"include_channels": ("Email", "Direct")}, {"t2", "t4"}),
        ({"exclude_campaigns": ("brand",)}, {"t1", "t2", "t4"}),
        ({"include_campaigns": ("brand", "mail")}, {"t2", "t3"}),
        ({"include_hosts": ("shop.example",)}, {"t1", "t2", "t3"}),
        ({"exclude_hosts": ("help.example",)}, {"t1", "t2", "t3"}),
        ({"include_channels": ("Email", "Direct"), "exclude_hosts": ("help.example",)}, {"t2"}),
    ],
)
def test_a_touch_earns_when_it_passes_every_filter(spark, filters, earn):
    given = frames(spark, TOUCHES, BOUGHT)

    rows = CREDITS.conform(build_credits(*given, Affected(), conf(**filters), MODELS)).collect()

    assert {row.touch_id for row in rows} == earn
    assert sum(row.linear for row in rows) == pytest.approx(1)


def test_what_each_filter_left_out_is_counted_once_by_the_first_that_it_does_not_pass(spark):
    touches = [*TOUCHES, touch("t6", "3 10:00", "nobody", "Direct", kind="visit", host="help.example")]
    filters = {"exclude_channels": ("Direct",), "exclude_hosts": ("help.example",), "exclude_campaigns": ("brand",)}

    rows = PATHS.conform(build_paths(*frames(spark, touches, BOUGHT), conf(**filters))).collect()

    on_channels = [row for row in rows if row.level == "channel"]
    left_out = {row.date: [tuple(step) for step in row.removed] for row in on_channels if row.outcome == "left_out"}
    assert left_out == {
        date(2026, 3, 2): [("exclude_campaigns", 1, 0), ("exclude_channels", 1, 0)],
        date(2026, 3, 3): [("exclude_channels", 1, 0)],
    }
    assert [row.path for row in on_channels if row.outcome == "converted"] == ["Display > Email"]
    assert {row.outcome for row in rows} == {"converted", "left_out"}
    assert sum(row.journeys for row in on_channels) == 1


def test_a_conversion_whose_touches_are_all_left_out_follows_none(spark):
    only = conf(include_channels=("Affiliates",))

    rows = PATHS.conform(build_paths(*frames(spark, TOUCHES, BOUGHT), only)).where("level = 'channel'").collect()

    assert {(row.outcome, row.path, row.journeys) for row in rows} == {("converted", "", 1), ("left_out", "", 0)}


def test_of_credit_of_clicks_impressions_are_left_out_and_no_click(spark):
    touches, _, people = frames(spark, TOUCHES, [])
    of_clicks = conf(exclude_channels=("Paid Search",))

    rows = build_click_credits(touches, people, date(2026, 3, 2), of_clicks, MODELS).collect()

    assert {(row.conversion_id, row.touch_id) for row in rows} == {("t2", "t1"), ("t3", "t1")}
