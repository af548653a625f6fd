"""Cohorts against the truth, on an example small enough to be worked out by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest

from tandem.truth.cohorts import compare_cohorts

DAY = pd.Timestamp("2026-01-05")
READ = ["level", "entity", "measure", "part", "value", "low", "high", "verdict", "from_date"]


def test_intervals_are_held_against_the_window_and_verdicts_are_counted_by_test():
    told = [
        ("company", "company", "ctr", "region=GB", 0.02, 0.01, 0.03, "real", DAY),
        ("company", "company", "ctr", "region=NL", 0.05, 0.04, 0.06, "real", DAY),
        ("channel", "Search", "ctr", "region=GB", 0.02, 0.01, 0.03, "not established", DAY),
        ("company", "company", "cr", "region=GB", 0.10, 0.09, 0.11, "real", DAY),
    ]
    shown = [
        (DAY - pd.Timedelta(days=1), "region", "GB", "Search", 100, 90.0),  # before the window
        (DAY, "region", "GB", "Search", 100, 2.0),
        (DAY, "region", "NL", "Search", 100, 3.0),
    ]
    led = [("region", "GB", "", 50, 0.12), ("region", "GB", "Search", 50, 0.1), ("region", "NL", "", 0, None)]
    known = SimpleNamespace(
        through=DAY,
        shown_to=pd.DataFrame(
            shown, columns=["date", "dimension", "value", "channel", "impressions", "expected_clicks"]
        ),
        cohort_outcomes=pd.DataFrame(led, columns=["dimension", "value", "channel", "clicks", "last_click_cr"]),
    )

    group = compare_cohorts(known, SimpleNamespace(cohorts=pd.DataFrame(told, columns=READ)))

    rows = {row.name: row.figures for row in group.rows}
    ctr, cr = rows["CTR by region (equal)"], rows["CR by region (differs)"]
    assert (ctr["rates"], ctr["tests"], ctr["real"], ctr["company"]) == (3, 2, 1, "real")
    assert ctr["coverage"] == pytest.approx(2 / 3)
    assert ctr["spread"] == pytest.approx(0.4)
    assert (cr["rates"], cr["coverage"], cr["company"]) == (1, 0.0, "real")
    assert rows["CTR by audience (differs)"]["coverage"] is None
