"""1,143 real Facebook ads: raw quadrants as published, and how few of them survive once doubt counts."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tandem.stats.expected import expected_rates
from tandem.stats.posterior import judge_rates
from tandem.stats.quadrants import axis, quadrants

DATA = Path(__file__).parents[3] / "shared" / "data"
KAG = DATA / "kag" / "KAG_conversion_data.csv"


@pytest.fixture(scope="module")
def ads():
    if not KAG.is_file():
        pytest.skip(f"real data is not here: {KAG}")
    with KAG.open(newline="") as file:
        rows = list(csv.DictReader(file))
    names = {"impressions": "Impressions", "clicks": "Clicks", "purchases": "Approved_Conversion"}
    return {name: np.array([float(row[column]) for row in rows]) for name, column in names.items()}


def test_totals_are_those_of_the_source(ads):
    assert [int(ads[name].sum()) for name in ("impressions", "clicks", "purchases")] == [213_434_828, 38_165, 1_079]


def test_raw_rates_against_the_overall_rates_fall_into_four_quadrants(ads):
    clicked = ads["clicks"] > 0
    ctr, cr = (ads["clicks"] / ads["impressions"])[clicked], ads["purchases"][clicked] / ads["clicks"][clicked]
    overall_ctr = ads["clicks"].sum() / ads["impressions"].sum()
    overall_cr = ads["purchases"][clicked].sum() / ads["clicks"].sum()

    names = quadrants(np.where(ctr >= overall_ctr, "high", "low"), np.where(cr >= overall_cr, "high", "low"))

    assert Counter(names.tolist()) == {"struggle": 224, "precision": 224, "seduction": 329, "harmony": 159}


def test_few_ads_stay_decided_once_doubt_counts(ads):
    ctr, cr = judged(ads, "clicks", "impressions"), judged(ads, "purchases", "clicks")

    names = Counter(quadrants(ctr, cr).tolist())
    print(f"kag: of 1,143 ads {dict(names)}; CTR {dict(Counter(ctr.tolist()))}; CR {dict(Counter(cr.tolist()))}")

    assert names["undecided"] > 900
    assert 0 < np.sum(ctr != "undecided") < 936


def judged(ads, successes, trials):
    """One axis per ad: its own rate against that of all other ads."""
    one, each = np.zeros(len(ads[trials]), dtype=np.intp), np.arange(len(ads[trials]))
    expected = expected_rates(ads[successes], ads[trials], cell=one, channel=one, campaign=each).left_out
    found = judge_rates(ads[successes], ads[trials], expected)
    return axis(found.p_high, found.p_par, decided=0.9)
