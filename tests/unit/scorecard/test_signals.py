from datetime import date, timedelta
from decimal import Decimal

import pytest

from tandem.pages.signals import Range
from tandem.scorecard.signals import read_moves, read_paths, read_series, weekly_nights
from tandem.tables import LIMITS, QUADRANTS, TRANSITIONS
from unit.scorecard.company_rows import NIGHT, row_of, schema


def limit(**known):
    said = {"through": NIGHT, "date": NIGHT, "level": "campaign", "entity": "c1", "measure": "ctr"}
    numbers = {"rate": 0.01, "expected": 0.02, "low": 0.005, "high": 0.03, "smoothed": 0.015, "smoothed_expected": 0.02}
    ends = {
        "smoothed_low": 0.01,
        "smoothed_high": 0.025,
        "market": None,
        "status": "watch",
        "observed": 0.008,
        "completeness": 0.8,
    }
    return row_of(LIMITS, **{**said, **numbers, **ends, **known})


def verdict(age, quadrant, campaign="c1", **known):
    return row_of(
        QUADRANTS,
        through=NIGHT - timedelta(days=age),
        campaign_id=campaign,
        campaign_name="Spring",
        quadrant=quadrant,
        **known,
    )


def moved(age, campaign="c1", **known):
    said = {"through": NIGHT - timedelta(days=age), "campaign_id": campaign, "campaign_name": "Spring"}
    return row_of(TRANSITIONS, **{**said, "from_quadrant": "undecided", "to_quadrant": "harmony", **known})


def test_series_are_the_published_days_in_order(rows):
    limits = rows(
        schema(LIMITS),
        limit(market=1.2),
        limit(
            date=NIGHT - timedelta(days=1),
            status="not enough history",
            **dict.fromkeys(("expected", "low", "high"), float("nan")),
        ),
        limit(through=NIGHT - timedelta(days=1)),
        limit(level="channel", entity="Display"),
    )
    channel, campaign = sorted(read_series(limits, NIGHT, {"c1": "Spring"}), key=lambda each: each.level, reverse=True)

    assert (channel.name, campaign.name) == ("Display", "Spring")
    assert [each.date for each in campaign.days] == [NIGHT - timedelta(days=1), NIGHT]
    first, last = campaign.days
    assert first.alone == Range(0.01, None, None, None)
    assert (last.status, last.market, last.seen, last.completeness) == ("watch", 1.2, 0.008, 0.8)
    assert last.alone == Range(0.01, 0.02, 0.005, 0.03)
    assert last.smoothed == Range(0.015, 0.02, 0.01, 0.025)


def test_weeks_end_on_the_last_night_that_judged_in_each(rows):
    quadrants = rows(schema(QUADRANTS), *(verdict(age, "harmony") for age in (0, 1, 9, 10, 14, 28, 40)))

    assert weekly_nights(quadrants, NIGHT) == [NIGHT - timedelta(days=age) for age in (0, 9, 14, 28)]


def test_a_move_is_told_once_a_week_and_not_again_on_each_night(rows):
    transitions = rows(
        schema(TRANSITIONS),
        moved(0, p_real=0.9, first_date=date(2026, 3, 24), spend=Decimal(12), spend_before=None, new_creatives=2),
        moved(1),
        moved(7, "c2", p_real=None),
        moved(28, "c3"),
    )
    nights = [NIGHT - timedelta(days=age) for age in (0, 7, 14, 28)]
    moves = {each.campaign_id: each for each in read_moves(transitions, nights, NIGHT)}

    assert set(moves) == {"c1", "c2"}
    assert (moves["c1"].week_to, moves["c1"].p_real, moves["c1"].spend) == (NIGHT, 0.9, 12.0)
    assert (moves["c1"].from_verdict, moves["c1"].to_verdict, moves["c1"].new_creatives) == ("undecided", "harmony", 2)
    assert moves["c2"].p_real is None


def test_a_path_has_the_indexes_of_each_week_the_oldest_first(rows):
    quadrants = rows(
        schema(QUADRANTS),
        verdict(0, "harmony", ctr_index=1.3, cr_index=1.2),
        verdict(3, "harmony", ctr_index=9.0, cr_index=9.0),
        verdict(7, "undecided", ctr_index=1.1, cr_index=0.9),
        verdict(14, "undecided", ctr_index=None, cr_index=0.9),
        verdict(0, "harmony", "c2", ctr_index=1.0, cr_index=1.0),
    )
    nights = [NIGHT - timedelta(days=age) for age in (0, 7, 14)]

    assert read_paths(quadrants, nights, {"c1"}) == {"c1": ((pytest.approx(1.1), 0.9), (1.3, 1.2))}
