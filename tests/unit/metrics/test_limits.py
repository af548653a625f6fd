from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from tandem.config import MetricsConfig
from tandem.definitions import Definition
from tandem.errors import DefinitionError
from tandem.metrics.limits import LIMIT_DAYS, build_limits, limit_population
from tandem.metrics.market import market_index
from tandem.tables import LIMITS
from unit.metrics.test_rates import DAY, NIGHT, OUTCOME

CALENDAR = [NIGHT - timedelta(days=LIMIT_DAYS - 1 - place) for place in range(LIMIT_DAYS)]


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


def test_the_last_four_weeks_of_channel_and_campaign_are_held_against_the_weeks_before():
    found = limit_population(counts([60.0, 20.0]), CALENDAR, None, lag_days=30)

    assert list(found.groupby("level").size()) == [28, 28]
    day = found[(found["level"] == "campaign") & (found["status"] != "in control")].iloc[0]
    assert (day["entity"], day["date"], day["rate"], day["status"]) == ("c1", NIGHT - timedelta(days=1), 0.06, "review")
    assert day["smoothed"] == pytest.approx(0.1 / 3)
    assert day["expected"] == pytest.approx(0.02)
    assert 0 < day["low"] < 0.02 < day["high"] < 0.04
    assert pd.isna(day["market"])


def test_the_row_says_that_the_market_has_moved_its_limits():
    index = market_index(market({"from": NIGHT, "ctr": 3}, {"from": date(2020, 1, 1), "cr": 9}), "ctr", CALENDAR)

    last = limit_population(counts([60.0]), CALENDAR, index, lag_days=30).iloc[-1]

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

    found = build_limits(rows(DAY, *shown, *clicked), outcomes, MetricsConfig(), market(), through=NIGHT)

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

    found = limit_population(pd.concat([clicks, *lags]), CALENDAR, None, lag_days=30)

    today, yesterday = (
        found[(found["level"] == "channel") & (found["date"] == day)].iloc[0] for day in CALENDAR[:-3:-1]
    )
    assert (today["observed"], today["completeness"]) == pytest.approx((0.02, 0.5), rel=0.03)
    assert today["rate"] == pytest.approx(0.04, rel=0.03)
    assert (yesterday["observed"], yesterday["completeness"]) == pytest.approx((0.04, 1.0), rel=0.001)
