"""Drawn companies counted without an error of tracking, and what a night reads of regions, audiences and devices.

`python tests/unit/truth/cohort_companies.py 40 2000` prints it for forty companies of 2,000 people; with `alike` behind
it for companies in which CTR does not depend on the kind of device.
"""

from __future__ import annotations

import sys
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd

from tandem.metrics.cohorts import read_cohorts
from tandem.metrics.reading_counts import Sums
from tandem.metrics.reading_rows import Asked
from tandem.simulate import exposure
from tandem.simulate.cohorts import DIMENSIONS
from tandem.simulate.market import CHANNELS
from tandem.simulate.tracked import SHOWN_TO, Tracked, track
from tandem.truth.cohorts import KEY, true_cohorts

DAYS, WINDOW = 30, 28
NAMES = np.array([channel.name for channel in CHANNELS])
BLANK = dict.fromkeys(
    ("campaign_id", "creative_id", "placement", "device_class", "cohort", "dimension", "value", "basis"), ""
)
FIRST = DAYS - WINDOW  # day of the window


def read_company(seed: int, people: int) -> pd.DataFrame:
    """Readings of cohorts by region and audience of one company, with the `truth` of each."""
    tracked = track(people=people, days=DAYS, seed=seed)
    sums = Sums(pd.concat([*count_all(tracked), *count_by_value(tracked)], ignore_index=True), lag_days=30)
    read = pd.DataFrame(list(read_cohorts(sums, Asked(date(2026, 2, 3), WINDOW, 0.9))))
    parts = read["part"].str.partition("=")
    told = read.rename(columns={"value": "rate"}).assign(dimension=parts[0], value=parts[2], seed=seed)
    return told.merge(true_cohorts(known_of(tracked), since=pd.Timestamp(FIRST)), on=KEY, how="inner")


def count_all(tracked: Tracked) -> list[pd.DataFrame]:
    """Clicks of all days, and those that convert by their lag: what maturity is learnt from."""
    clicks = clicks_of(tracked)
    all_clicks = clicks.groupby(["channel", "day"]).size().reset_index(name="n")
    converted = clicks[clicks["converts"]].groupby(["channel", "day", "lag"]).size().reset_index(name="n")
    return [counted(all_clicks, "cr", trials=all_clicks["n"]), counted(converted, "cr", successes=converted["n"])]


def count_by_value(tracked: Tracked) -> list[pd.DataFrame]:
    """What metrics.cohorts would tell of the window."""
    clicks, found = clicks_of(tracked), []
    for dimension, values in SHOWN_TO.items():
        parts = [("ctr", pd.DataFrame(tracked.shown_to[dimension]), "clicks", "impressions")]
        if dimension in DIMENSIONS:
            keys = ["channel", "day", dimension]
            led = clicks.groupby(keys)["converts"].agg(["sum", "size"]).reset_index()
            parts.append(("cr", led.rename(columns={dimension: "value"}), "sum", "size"))
        for measure, rows, won, of in parts:
            inside = rows[rows["day"] >= FIRST]
            made = counted(inside, measure, successes=inside[won], trials=inside[of])
            lot = inside.get("lot", -1)
            found.append(made.assign(dimension=dimension, value=np.array(values)[inside["value"]], bucket=lot))
    return found


def clicks_of(tracked: Tracked) -> pd.DataFrame:
    """Ad clicks with channel, and whether they have converted by the night."""
    clicks = pd.DataFrame(tracked.clicks)
    is_in = (clicks["lag"] >= 0) & (clicks["day"] + clicks["lag"] < DAYS)
    return clicks.assign(channel=tracked.channels[clicks["campaign"]], converts=is_in)


def counted(rows, measure, *, successes=0.0, trials=0.0):
    """Counts as a night's readings are made of them."""
    lag = rows.get("lag", np.nan)
    made = {**BLANK, "bucket": -1, "basis": "own", "measure": measure, "channel": NAMES[rows["channel"]], "lag": lag}
    sums = {"successes": np.asarray(successes, float), "trials": np.asarray(trials, float)}
    return pd.DataFrame({**made, "age": DAYS - 1 - rows["day"], **sums})


def known_of(tracked: Tracked) -> SimpleNamespace:
    """The truth as tandem.truth knows it; days are so many nanoseconds."""
    shown, led = [], []
    for dimension, values in SHOWN_TO.items():
        rows = pd.DataFrame(tracked.shown_to[dimension]).rename(columns={"expected": "expected_clicks"})
        named = {"dimension": dimension, "value": np.array(values)[rows["value"]], "channel": NAMES[rows["channel"]]}
        shown.append(rows.assign(**named, date=pd.to_datetime(rows["day"])))
    for dimension, values in DIMENSIONS.items():
        rate = tracked.cohorts[dimension]
        places = {"channel": np.repeat([*NAMES, ""], len(values)), "value": list(values) * len(rate)}
        led.append(pd.DataFrame({"dimension": dimension, **places, "last_click_cr": rate.ravel()}))
    outcomes = pd.concat(led)
    return SimpleNamespace(
        shown_to=pd.concat(shown), cohort_outcomes=outcomes.assign(clicks=outcomes["last_click_cr"].notna())
    )


def summary(read: pd.DataFrame) -> pd.DataFrame:
    """By level, measure and dimension: how many intervals, the share that holds the truth, tests, those called real."""
    holds = (read["low"] <= read["truth"]) & (read["truth"] <= read["high"])
    by = ["level", "measure", "dimension"]
    intervals = read.assign(holds=holds).groupby(by)["holds"].agg(intervals="size", coverage="mean")
    tests = read.drop_duplicates([*by, "seed", "entity"])
    real = tests.assign(real=tests["verdict"] == "real").groupby(by)["real"].agg(tests="size", real="sum")
    return intervals.join(real)


if __name__ == "__main__":
    how_many, size = map(int, sys.argv[1:3])
    if sys.argv[3:] == ["alike"]:
        exposure.DEVICE_CTR = (1.0, 1.0, 1.0)
    print(summary(pd.concat([read_company(100 + number, size) for number in range(how_many)])))
