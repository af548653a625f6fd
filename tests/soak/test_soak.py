"""Twenty kills of a whole night at random moments: `make soak`."""

from __future__ import annotations

import random
import subprocess

import pytest

from nights import differences, run_night
from processes import kill, start_night
from tandem.simulate import simulate

KILLS = 20


@pytest.mark.soak
def test_twenty_kills_lose_nothing(spark, tmp_path, capsys):
    company = simulate(landing=tmp_path / "landing", truth=tmp_path / "truth", people=60, days=5, seed=11)
    run_night(spark, tmp_path / "undisturbed", tmp_path / "landing", company.last_day)
    moments, killed = random.Random(5), 0
    while killed < KILLS:
        night = start_night(tmp_path / "lake", tmp_path / "landing")
        try:
            night.communicate(timeout=moments.uniform(8, 40))
        except subprocess.TimeoutExpired:
            kill(night)
            killed += 1

    run_night(spark, tmp_path / "lake", tmp_path / "landing", company.last_day)

    lost = differences(spark, tmp_path / "undisturbed", tmp_path / "lake")
    with capsys.disabled():
        print(f"\nkills: {killed}, rows lost: {lost or 0}")
    assert lost == {}
