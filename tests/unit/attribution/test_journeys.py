from __future__ import annotations

from tandem.attribution import build_credits, build_journeys
from tandem.changes import Affected
from tandem.config import AttributionConfig
from tandem.tables import JOURNEYS
from unit.attribution.journey_rows import MODELS, conversion, frames, instant, touch


def test_each_conversion_that_counts_is_one_journey_with_its_path_or_the_reason_it_has_none(spark):
    touches = [
        touch("t1", "2 10:00", "d1", "Paid Search"),
        touch("t2", "3 10:00", "d1", "Email"),
        touch("t3", "4 10:00", "d1", "Direct", kind="visit"),
    ]
    conversions = [
        conversion("c1", "5 10:00", "d1"),
        conversion("c2", "5 10:00", "d2"),
        conversion("c3", "5 10:00", None),
        conversion("c4", "5 10:00", "d1", status="unconfirmed"),
    ]
    touches, conversions, people = frames(spark, touches, conversions)
    credits_ = build_credits(touches, conversions, people, Affected(), AttributionConfig(), MODELS)

    journeys = {
        row.conversion_id: row for row in JOURNEYS.conform(build_journeys(conversions, credits_, people)).collect()
    }

    assert sorted(journeys) == ["c1", "c2", "c3"]
    assert journeys["c1"].path == "Paid Search > Email > Direct"
    assert (journeys["c1"].touch_count, journeys["c1"].last_click_id) == (3, "t2")
    assert journeys["c1"].first_touch_at.astimezone() == instant("2 10:00")
    assert (journeys["c2"].touch_count, journeys["c2"].path, journeys["c2"].last_click_id) == (0, "", None)
    assert [journeys[name].uncredited_by for name in ("c1", "c2", "c3")] == [None, "no_touch", "no_person"]
    assert [journeys[name].person_id for name in ("c1", "c2", "c3")] == ["d1", "d2", "c3"]


def test_touches_that_a_long_journey_lost_are_counted(spark):
    touches = [touch(f"t{n}", f"{n} 10:00", "d1", "Email") for n in range(1, 6)]
    touches, conversions, people = frames(
        spark, touches, [conversion("c1", "5 10:00", "d1"), conversion("c2", "5 10:00", "d2")]
    )
    credits_ = build_credits(touches, conversions, people, Affected(), AttributionConfig(max_touches=2), MODELS)

    rows = build_journeys(conversions, credits_, people).orderBy("conversion_id").collect()

    assert [(row.touch_count, row.touches_cut, row.path) for row in rows] == [(5, 3, "Email > Email"), (0, 0, "")]
