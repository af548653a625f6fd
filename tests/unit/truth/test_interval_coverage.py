"""Intervals of 90 % over forty companies: how often they hold the truth, and how wide they are."""

import numpy as np
import pytest

from tandem.cli.truth_seeds import click_counts, cover_seeds, effects_of, shown_counts
from tandem.simulate import simulate
from tandem.simulate.tracked import track

DAYS = 4


@pytest.fixture(scope="module")
def small():
    return track(people=200, days=DAYS, seed=5)


def test_what_is_tracked_is_what_the_company_lands(small, tmp_path):
    landed = simulate(landing=tmp_path / "landing", truth=tmp_path / "truth", people=200, days=DAYS, seed=5)

    assert small.shown["impressions"].sum() == landed.impressions
    assert small.shown["clicks"].sum() == pytest.approx(small.shown["expected"].sum(), rel=0.2)
    assert len(small.clicks["day"]) == small.clicked.sum()


def test_counts_keep_every_impression_click_and_converting_click(small):
    shown, clicks = shown_counts(small, days=DAYS), click_counts(small, days=DAYS)

    assert shown["trials"].sum() == small.shown["impressions"].sum()
    assert shown["successes"].sum() == small.shown["clicks"].sum()
    assert clicks["trials"].sum() == len(small.clicks["lag"])
    assert clicks["successes"].sum() == (small.clicks["lag"] >= 0).sum() > 0
    assert shown["age"].max() == DAYS - 1


def test_a_channels_places_have_the_factors_planted(small):
    effects = effects_of(small)
    assert len(effects) == 2 * 4 * 5  # kinds, places, channels with impressions
    assert np.all((effects["low"] < effects["smoothed"]) & (effects["smoothed"] < effects["high"]))
    assert effects.loc[effects["level"] == "position", "truth"].to_numpy().reshape(-1, 4)[:, 0].min() > 1.5


@pytest.mark.slow
def test_intervals_hold_the_truth_of_forty_companies_in_85_to_95_of_100_cells():
    group = cover_seeds(range(700, 740), people=1_000, days=30, effect=1.0)

    for row in group.rows:
        print(row.name, {name: row.figures[name] for name in group.columns})
    assert len(group.rows) == 7
    assert [(row.name, row.verdict, row.missed) for row in group.rows if row.verdict != "met"] == []
