from datetime import date, timedelta

import pytest
from pyspark.sql import Row

from tandem.approvals import Approval
from tandem.governance.holds import approved_values, build_holds, find_holds, value_holds
from tandem.tables import HOLDS, LIMITS, RATES
from unit.scorecard.company_rows import row_of, schema

NIGHT = date(2026, 3, 28)
KEY = "c1", "ctr"


def day(age):
    return NIGHT - timedelta(days=age)


def out(*ages, since=None):
    """Days of the campaign c1 that are far out, so many days before the night."""
    held = None if since is None else day(since)
    return {KEY: [Row(entity="c1", measure="ctr", date=day(age), held_since=held) for age in sorted(ages)[::-1]]}


def decision(age, value=None, entity="c1", owner="media"):
    return Approval(entity, "ctr", day(age), owner, f"said {value}", NIGHT, value)


def stands(days, *decided):
    (found,) = find_holds(days, decided, period_days=28)
    return found


def test_an_unanswered_day_holds_the_measure_to_the_period_that_ends_before_it():
    found = stands(out(0, 1, 5, since=5))

    assert (found.status, found.since, found.last_date, found.days) == ("held", day(5), NIGHT, 3)
    assert (found.approved_to, found.value, found.owner) == (day(6), None, None)


def test_a_release_and_a_correction_say_who_and_why():
    released, corrected = (stands(out(0, 1), decision(0, value)) for value in (None, 0.02))

    assert (released.status, released.value, released.owner, released.reason) == (
        "released",
        None,
        "media",
        "said None",
    )
    assert (corrected.status, corrected.value, corrected.decided) == ("corrected", 0.02, NIGHT)
    assert (corrected.low, corrected.approved_to) == (None, None)


@pytest.mark.parametrize(
    ("decided", "status"),
    [
        ([decision(0), decision(0, 0.02)], "corrected"),
        ([decision(0, 0.02), decision(0)], "released"),
        ([decision(3, 0.02), decision(0)], "released"),
        ([decision(0), decision(3, 0.02)], "corrected"),
        ([decision(0, 0.02, entity="c2"), decision(0)], "released"),
    ],
    ids=["corrected_after", "released_after", "released_with_all_before", "an_older_day_corrected", "of_another"],
)
def test_the_last_decision_on_a_day_holds_and_a_corrected_day_stays_corrected(decided, status):
    assert stands(out(0, 3), *decided).status == status


def test_days_after_a_correction_are_held_to_it():
    found = stands(out(0, 4, since=0), decision(2, 0.02))

    assert (found.status, found.since, found.value, found.owner) == ("held", NIGHT, 0.02, "media")


def test_days_after_a_release_are_held_to_the_released_period():
    found = stands(out(0, 4, since=0), decision(2))

    assert (found.status, found.approved_to, found.value) == ("held", day(1), None)


def rates_of(rows, *given):
    made = [
        row_of(
            RATES, level=level, entity=entity, measure="ctr", smoothed=value, low=value / 2, high=value * 2, **counts
        )
        for level, entity, value, counts in given
    ]
    return rows(schema(RATES), *made)


SEARCH = ("channel", "Search", 0.5, {"successes": 10.0, "trials": 1000.0, "phi": 1.0})
SOCIAL = ("channel", "Social", 0.5, {"successes": 50.0, "trials": 3000.0, "phi": 3.0})
C1 = ("campaign", "c1", 0.017, {})


def test_an_approved_value_is_the_campaigns_and_that_of_the_company_the_sum_of_its_channels(rows):
    found = approved_values(rates_of(rows, SEARCH, SOCIAL, C1))

    assert found["c1", "ctr"] == (0.017, 0.0085, 0.034)
    assert found["", "ctr"][0] == 60 / 4000
    assert found["", "ctr"][1] < 60 / 4000 < found["", "ctr"][2]


def test_rates_are_asked_for_once_for_each_last_approved_day_and_for_none_that_is_answered(rows):
    asked = []

    def rates_to(night):
        asked.append(night)
        return rates_of(rows, C1)

    two = out(0, since=0) | {("c2", "cr"): [Row(entity="c2", measure="cr", date=NIGHT, held_since=NIGHT)]}
    answered = {("c3", "ctr"): [Row(entity="c3", measure="ctr", date=NIGHT, held_since=None)]}
    holds = find_holds(two | answered, [decision(0, entity="c3")], period_days=28)

    found = value_holds(holds, rates_to)

    assert asked == [day(1)]
    assert [(each.entity, each.value, each.low) for each in found] == [
        ("c1", 0.017, 0.0085),
        ("c2", None, None),
        ("c3", None, None),
    ]


def test_holds_of_a_night_are_of_the_company_and_its_campaigns_and_of_days_of_the_period(rows):
    said = {"through": NIGHT, "measure": "ctr", "far_out": True, "held_since": NIGHT, "date": NIGHT}
    limits = [
        {"level": "company"},
        {"level": "channel", "entity": "Search"},
        {"level": "campaign", "entity": "c1", "far_out": False},
        {"level": "campaign", "entity": "c2", "date": day(14), "held_since": None},
    ]
    frame = rows(schema(LIMITS), *(row_of(LIMITS, **{**said, **each}) for each in limits))

    found = build_holds(frame, [], lambda _: rates_of(rows, SEARCH), period_days=14, through=NIGHT)

    (hold,) = HOLDS.conform(found).collect()
    assert (hold["through"], hold["entity"], hold["status"], hold["value"]) == (NIGHT, "", "held", 0.01)
