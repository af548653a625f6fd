"""1,143 real Facebook ads: raw quadrants as published; how few survive once doubt counts, test_kag_quadrants tells."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tandem.stats.quadrants import quadrants

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
