from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from tandem.metrics.leads import tested_on as last_day_tested
from tandem.metrics.reading_rows import Asked
from unit.metrics.reading_cases import NIGHT, counted, readings

DAYS = 208


def channel(seed, *, lag=None, days=DAYS, name="Search"):
    """CTR that moves from day to day, and revenue that follows it `lag` days later or never."""
    random = np.random.default_rng(seed)
    mood = random.normal(size=days + 20)  # the youngest first: what comes before stands after
    told = random.normal(size=days) if lag is None else mood[lag : lag + days]
    clicks = np.round(2000 * np.exp(0.2 * mood[:days]))
    revenue = 500 * np.exp(0.2 * told + 0.2 * random.normal(size=days))
    return [
        counted("ctr", clicks, 100_000.0, channel=name, campaign=name),
        counted("revenue", revenue, channel=name, campaign=name),
    ]


def leads(*parts, night=NIGHT):
    found = readings(*parts, judged=False, asked=Asked(night, 28, 0.9))
    return found[found["reading"] == "lead"].set_index(["entity", "measure"])


def test_revenue_that_follows_ctr_by_four_days_is_found_channel_by_channel():
    row = leads(*channel(1, lag=4), *channel(2, name="Social")).loc

    led = row["Search", "revenue"]
    assert (led["verdict"], led["lag_days"]) == ("leading", 4)
    assert led["low"] < led["value"] < led["high"]
    assert row["Social", "revenue"]["verdict"] == "neither"
    assert "assumed: lags to 14 days, linear" in led["why"]


def test_a_record_is_dated_and_the_same_until_it_expires():
    tested = last_day_tested(NIGHT)
    row = leads(*channel(1, lag=4)).loc["Search", "revenue"]

    assert (row["to_date"], row["from_date"]) == (tested, tested - timedelta(days=179))
    assert row["expires_on"] == tested + timedelta(days=29)
    assert row["expires_on"] > NIGHT > tested
    assert last_day_tested(row["expires_on"]) == row["expires_on"] - timedelta(days=1)
    assert {last_day_tested(tested + timedelta(days=ahead)) for ahead in range(1, 29)} == {tested}


def test_the_next_night_repeats_the_record_from_the_same_days():
    first = last_day_tested(NIGHT) + timedelta(days=1)
    rows = pd.concat(channel(1, lag=4))
    older = pd.concat([rows.assign(age=rows["age"] + 5), *channel(9, lag=4, days=5)])  # five nights and days later

    columns = ["value", "low", "high", "p", "lag_days", "verdict", "from_date", "to_date", "expires_on"]
    records = [leads(rows, night=night)[columns] for night in (first, first + timedelta(days=5))]
    again = leads(older, night=first + timedelta(days=5))[columns]

    pd.testing.assert_frame_equal(records[0], again)
    assert not records[0].equals(records[1])


@pytest.mark.parametrize("days", [20, 60], ids=["too_few", "few_before_the_test"])
def test_a_young_channel_has_not_enough_data(days):
    row = leads(*channel(1, lag=4, days=days), night=date(2026, 3, 31)).loc["Search", "revenue"]
    assert (row["verdict"], row["lag_days"]) == ("not enough data", None) or pd.isna(row["lag_days"])


def test_a_channel_that_hardly_ever_earns_has_not_enough_data():
    shown, revenue = channel(1, lag=4)
    rare = revenue.assign(successes=revenue["successes"].where(revenue["age"] % 3 == 0, 0.0))
    assert leads(shown, rare).loc[("Search", "revenue"), "verdict"] == "not enough data"
