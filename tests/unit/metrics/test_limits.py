from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from tandem.approvals import Approval, answers
from tandem.config import MetricsConfig
from tandem.definitions import Definition
from tandem.errors import DefinitionError
from tandem.metrics.limits import LIMIT_DAYS, build_limits, limit_population
from tandem.metrics.market import market_index
from tandem.tables import LIMITS
from unit.metrics.test_rates import DAY, NIGHT, OUTCOME

CONF = MetricsConfig()
CALENDAR = [NIGHT - timedelta(days=LIMIT_DAYS - 1 - place) for place in range(LIMIT_DAYS)]


def approvals():
    return Definition("approvals", 1, "analytics", date(2020, 1, 1), "0", {"approvals": []}, Path("approvals.yml"))


def market(*indexes):
    return Definition("market", 1, "analytics", date(2020, 1, 1), "0", {"indexes": list(indexes)}, Path("market.yml"))


def counts(clicks):
    """CTR counts of one campaign with 1,000 impressions a day; `clicks` are those of the last days, 20 before."""
    each = [20.0] * (LIMIT_DAYS - len(clicks)) + clicks
    return pd.DataFrame(
        {
            "measure": "ctr",
            "basis": "own",
            **dict.fromkeys(("placement", "device_class", "cohort"), ""),
            "campaign_id": "c1",
            "creative_id": "a1",
            "channel": "Search",
            "age": range(LIMIT_DAYS - 1, -1, -1),
            "lag": None,
            "successes": each,
            "trials": 1_000.0,
        }
    )


def test_the_last_four_weeks_of_company_channel_and_campaign_are_held_against_the_weeks_before():
    found = limit_population(counts([60.0, 20.0]), CALENDAR, None, CONF, {})

    assert found.groupby("level").size().to_dict() == {"company": 28, "channel": 28, "campaign": 28}
    day = found[(found["level"] == "campaign") & (found["status"] != "in control")].iloc[0]
    assert (day["entity"], day["date"], day["rate"], day["status"]) == ("c1", NIGHT - timedelta(days=1), 0.06, "review")
    assert day["smoothed"] == pytest.approx(0.1 / 3)
    assert day["expected"] == pytest.approx(0.02)
    assert 0 < day["low"] < 0.02 < day["high"] < 0.04
    assert pd.isna(day["market"])


def test_the_row_says_that_the_market_has_moved_its_limits():
    index = market_index(market({"from": NIGHT, "ctr": 3}, {"from": date(2020, 1, 1), "cr": 9}), "ctr", CALENDAR)

    last = limit_population(counts([60.0]), CALENDAR, index, CONF, {}).iloc[-1]

    assert (last["status"], last["market"]) == ("in control", 3.0)
    assert last["expected"] == pytest.approx(0.06)


def test_no_index_is_no_market():
    assert market_index(market({"from": NIGHT, "ctr": 3}), "cr", CALENDAR) is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"ctr": 1.2}, "expected from"),
        ({"from": "monday", "ctr": 1.2}, "expected from"),
        ({"from": NIGHT, "cvr": 1.2}, "expected from"),
        ({"from": NIGHT, "ctr": 0}, "ctr is 0, expected a number over 0"),
    ],
)
def test_a_bad_index_is_named_with_its_place(row, said):
    with pytest.raises(DefinitionError, match=rf"market.yml: index 1: .*{said}"):
        market_index(market(row), "ctr", CALENDAR)


def test_a_table_of_limits_has_one_row_per_entity_measure_and_day(rows):
    seen = ("c1", "a1", "Search", "", "", "")
    days = [NIGHT - timedelta(days=age) for age in range(20)]
    shown = [(day, "own", "impressions", *seen, 1_000, 0, 0.0) for day in days]
    clicked = [(day, "own", "clicks", *seen, 0, 20, 0.0) for day in days]
    outcomes = rows(OUTCOME, (days[-1], days[-1], "purchase", *seen, 2))

    found = build_limits(rows(DAY, *shown, *clicked), outcomes, CONF, market(), approvals(), through=NIGHT)

    kept = LIMITS.conform(found).where("level = 'campaign' AND measure = 'ctr'").orderBy("date").collect()
    assert [row["status"] for row in kept] == ["not enough history"] * 16 + ["in control"] * 4
    assert kept[0]["expected"] is None
    assert (kept[-1]["through"], kept[-1]["date"], kept[-1]["market"]) == (NIGHT, NIGHT, None)


def test_a_young_day_shows_what_has_been_seen_beside_what_it_will_come_to():
    """Half of the conversions come on the day of the click, half on the next: of today's 40 in 1,000, 20 are seen."""
    days = range(LIMIT_DAYS - 1, -1, -1)
    clicks = counts([0.0] * LIMIT_DAYS).assign(measure="cr")
    lags = [counts([20.0] * LIMIT_DAYS).assign(measure="cr", trials=0.0, lag=lag, age=list(days)) for lag in (0, 1)]
    lags[1].loc[lags[1]["age"] == 0, "successes"] = 0.0

    found = limit_population(pd.concat([clicks, *lags]), CALENDAR, None, CONF, {})

    today, yesterday = (
        found[(found["level"] == "channel") & (found["date"] == day)].iloc[0] for day in CALENDAR[:-3:-1]
    )
    assert (today["observed"], today["completeness"]) == pytest.approx((0.02, 0.5), rel=0.03)
    assert today["rate"] == pytest.approx(0.04, rel=0.03)
    assert (yesterday["observed"], yesterday["completeness"]) == pytest.approx((0.04, 1.0), rel=0.001)


def campaign_of(clicks, *decided):
    """Limits of the campaign c1, from its first shown day to the night."""
    said = answers(decided, CALENDAR, period_days=28)
    found = limit_population(counts(clicks), CALENDAR, None, CONF, said)
    return found[found["level"] == "campaign"].sort_values("date")


def decision(age, value=None, entity="c1", measure="ctr"):
    return Approval(entity, measure, NIGHT - timedelta(days=age), "media", "checked", NIGHT, value)


def test_a_hold_stands_from_the_first_far_out_day_until_the_last_has_left_the_period():
    fault = [90.0, 90.0]

    stands, last_night, gone = (campaign_of([*fault, *[20.0] * days]) for days in (3, 25, 28))

    assert set(stands["held_since"]) == {NIGHT - timedelta(days=4)}
    # Three days together are far out for two days more.
    assert list(stands["far_out"][-7:]) == [False, False, True, True, True, True, False]
    assert set(last_night["held_since"]) == {NIGHT - timedelta(days=26)}
    # The smoothed days left the period only two days later.
    assert list(gone["held_since"].dropna()) == [NIGHT - timedelta(days=29)] * 28
    assert list(campaign_of([*fault, *[20.0] * 30])["held_since"].dropna()) == []


def test_a_shift_that_lasts_longer_than_a_period_is_held_since_it_began():
    assert set(campaign_of([90.0] * 40)["held_since"]) == {NIGHT - timedelta(days=39)}


def test_days_of_a_longer_window_are_told_of_while_they_hold_it():
    longer = MetricsConfig(window_days=40)
    found = limit_population(counts([90.0, *[20.0] * 34]), CALENDAR, None, longer, {})

    campaign = found[found["level"] == "campaign"].sort_values("date")
    # The day and the two that it is smoothed into lie before the 28 that are always told of.
    assert list(campaign["date"].iloc[:3]) == [NIGHT - timedelta(days=age) for age in (34, 33, 32)]
    assert (len(campaign), set(campaign["held_since"])) == (31, {NIGHT - timedelta(days=34)})


def test_a_day_in_review_that_chance_may_bring_holds_nothing():
    found = campaign_of([43.0])

    assert found["status"].iloc[-1] == "review"
    assert not found["far_out"].any()
    assert found["held_since"].isna().all()


@pytest.mark.parametrize("value", [None, 0.02], ids=["released", "corrected"])
def test_what_is_decided_on_no_longer_holds_and_days_after_it_hold_anew(value):
    night = decision(0, value)
    before = decision(1, value)

    assert campaign_of([90.0], night)["held_since"].isna().all()
    assert campaign_of([90.0], night)["far_out"].iloc[-1]
    assert set(campaign_of([90.0, 90.0], before)["held_since"]) == {NIGHT}
    # Without the day before, which is explained, three days together are as they should be.
    assert campaign_of([90.0, 20.0], before)["held_since"].isna().all()


def test_a_decision_on_another_campaign_or_measure_releases_nothing():
    others = (decision(0, entity="c2"), decision(0, measure="cr"), decision(0, entity=""))

    assert set(campaign_of([90.0], *others)["held_since"]) == {NIGHT}


def test_a_new_level_that_is_released_becomes_history_so_that_it_is_not_held_for_ever():
    """60 of 1,000 instead of 20; released after a week."""
    held, released = campaign_of([60.0] * 10), campaign_of([60.0] * 10, decision(3))

    assert set(held["held_since"]) == {NIGHT - timedelta(days=9)}
    assert released["held_since"].isna().all()
    assert released["expected"].iloc[-1] > 0.022
