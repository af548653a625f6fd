from datetime import date, timedelta
from decimal import Decimal

import pytest

from tandem.diagnosis.transitions import build_transitions
from tandem.tables import TRANSITIONS

NIGHT = date(2026, 3, 31)
VERDICT = (
    "through date, campaign_id string, campaign_name string, channel string, quadrant string, "
    "ctr_axis string, cr_axis string, ctr_index double, cr_index double"
)
LIMIT = (
    "through date, date date, level string, entity string, measure string, successes double, trials double, phi double"
)
DAY = "date date, campaign_id string, creative_id string, impressions bigint, ad_clicks bigint, spend decimal(18,6)"


def ago(days):
    return NIGHT - timedelta(days=days)


def verdict(night, campaign, quadrant, ctr, *, index):
    return night, campaign, campaign.title(), "Search", quadrant, ctr, "high", index, 1.5


@pytest.fixture
def moved(rows):
    quadrants = rows(
        VERDICT,
        verdict(ago(14), "spring", "struggle", "low", index=0.5),
        verdict(ago(8), "spring", "precision", "low", index=0.8),
        verdict(ago(6), "spring", "undecided", "undecided", index=0.9),
        verdict(NIGHT, "spring", "harmony", "high", index=1.4),
        verdict(ago(7), "steady", "harmony", "high", index=1.4),
        verdict(NIGHT, "steady", "harmony", "high", index=1.4),
        verdict(ago(7), "young", "undecided", "undecided", index=1.0),
        verdict(NIGHT, "young", "harmony", "high", index=1.4),
        verdict(NIGHT, "new", "harmony", "high", index=1.4),
    )
    limits = rows(
        LIMIT,
        *((NIGHT, ago(age), "campaign", "spring", "ctr", 40.0 if age < 8 else 20.0, 1e3, 1.0) for age in range(28)),
        (NIGHT, NIGHT, "campaign", "young", "ctr", 40.0, 1e3, None),
    )
    days = rows(
        DAY,
        (ago(20), "spring", "old", 900, 9, Decimal(99)),
        (ago(7), "spring", "old", 900, 9, Decimal(5)),
        (ago(6), "spring", "old", 900, 9, Decimal(8)),
        (NIGHT, "spring", "fresh", 900, 9, Decimal(4)),
        (NIGHT, "spring", "planned", 0, 0, None),
    )
    found = TRANSITIONS.conform(build_transitions(quadrants, limits, days, through=NIGHT))
    return {row["campaign_id"]: row for row in found.collect()}


def test_only_campaigns_whose_quadrant_changed_within_two_weeks_have_moved(moved):
    assert moved.keys() == {"spring", "young"}


def test_a_move_has_its_probability_first_day_and_what_changed_that_week(moved):
    row = moved["spring"]
    assert (row["since"], row["from_quadrant"], row["to_quadrant"]) == (ago(8), "precision", "harmony")
    assert row["p_real"] > 0.999
    assert row["first_date"] == ago(7)
    assert (row["spend"], row["spend_before"], row["new_creatives"]) == (12, 5, 1)


def test_a_move_without_history_says_that_it_is_not_known(moved):
    row = moved["young"]
    assert (row["p_real"], row["first_date"], row["spend"]) == (None, None, None)
