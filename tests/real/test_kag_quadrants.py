"""`tandem quadrants` on 1,143 real ads: the totals of their source, and how many stay decided once doubt counts."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tandem
from tandem.onefile.quadrants import judge_file, summary

KAG = Path(__file__).parents[3] / "shared" / "data" / "kag" / "KAG_conversion_data.csv"
FIELDS = ("name", "impressions", "clicks", "conversions", "spend", "value", "channel", "date")
# The dates of this copy are made up, so no time axis is used.
TOLD = {**dict.fromkeys(FIELDS), "conversions": "Approved_Conversion", "date": ""}


@pytest.fixture(autouse=True)
def _data():
    if not KAG.is_file():
        pytest.skip(f"real data is not here: {KAG}")


def test_totals_of_the_campaigns_are_those_of_the_source():
    arms = judge_file(KAG, {**TOLD, "name": "xyz_campaign_id"}, by="campaign").verdicts.arms

    rows = zip(arms.names, arms.impressions, arms.clicks, arms.spend.round(2), arms.conversions, strict=True)
    assert sorted(rows) == [
        ("1178", 204_823_716, 36_068, 55_662.15, 872),
        ("916", 482_925, 113, 149.71, 24),
        ("936", 8_128_187, 1_984, 2_893.37, 183),
    ]


def test_one_in_sixteen_ads_stays_decided_once_doubt_counts():
    judged = judge_file(KAG, TOLD)
    print(summary(judged))

    # Against the overall rates all of the 936 ads with a click had a quadrant.
    assert summary(judged).startswith(
        "1,143 ads, 213,434,828 impressions, 38,165 clicks, 1,079 conversions: 70 decided "
        "(2 harmony, 50 seduction, 14 precision, 4 struggle), 1,073 undecided"
    )


def test_seventy_two_ads_with_more_purchases_than_clicks_are_flagged():
    flags = {note.flag: note.text for note in judge_file(KAG, TOLD).notes}

    assert flags["conversions_without_clicks"].startswith("71 ads (")
    assert flags["more_conversions_than_clicks"].startswith("1 ad (")
    assert "no_days" in flags


def test_a_cold_start_takes_three_seconds_at_most(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(Path(tandem.__file__).parent.parent)}
    given = ["quadrants", str(KAG), "--conversions", "Approved_Conversion", "--out", str(tmp_path / "rates.csv")]

    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "tandem.cli.main", *given], env=environment, capture_output=True, check=True
        )
        seconds.append(time.perf_counter() - started)
    print(f"kag: cold in {min(seconds):.2f} to {max(seconds):.2f} s")

    assert min(seconds) <= 3  # the least of three: other processes on the machine are not what is measured
    assert len((tmp_path / "rates.csv").read_text().splitlines()) == 1_144
