"""A small simulated company and the lake of one undisturbed night over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from nights import run_night
from tandem.simulate import simulate


@dataclass(frozen=True)
class Company:
    """What was delivered, what is true of it, and the lake of one night over all of it."""

    delivered: Path
    truth: Path
    lake: Path
    last_day: date


@pytest.fixture(scope="session")
def company(spark, tmp_path_factory) -> Company:
    home = tmp_path_factory.mktemp("company")
    simulated = simulate(landing=home / "landing", truth=home / "truth", people=60, days=5, seed=11)
    run_night(spark, home / "lake", home / "landing", simulated.last_day)
    return Company(home / "landing", home / "truth", home / "lake", simulated.last_day)
