from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from tandem.errors import UsageError
from tandem.simulate import simulate

SMALL = {"people": 60, "seed": 3}


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for home in ("one", "two"):
        simulate(landing=tmp_path / home, truth=tmp_path / home / "_truth", days=4, **SMALL)

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_another_company(tmp_path):
    for seed in (1, 2):
        simulate(landing=tmp_path / str(seed), truth=tmp_path / "truth", people=60, days=1, seed=seed)

    one, two = contents(tmp_path / "1"), contents(tmp_path / "2")
    same = [path for path in one if one[path] == two.get(path)]
    assert same == ["campaigns/planner/2026-01-05/campaigns.csv"]  # the names of campaigns are no matter of chance


def test_more_days_leave_the_files_of_earlier_days_alone(tmp_path):
    landing, truth = tmp_path / "landing", tmp_path / "truth"
    simulate(landing=landing, truth=truth, days=10, **SMALL)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in landing.rglob("*") if path.is_file()}

    simulate(landing=landing, truth=truth, days=12, **SMALL)

    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in before} == before
    added = {path.parent.name for path in landing.rglob("*") if path.is_file() and path not in before}
    assert added == {"2026-01-15", "2026-01-16"}


def test_days_before_from_day_are_lived_but_not_landed(tmp_path):
    simulate(landing=tmp_path / "all", truth=tmp_path / "truth", days=4, **SMALL)
    simulate(landing=tmp_path / "late", truth=tmp_path / "truth", days=4, from_day=3, **SMALL)

    everything, late = contents(tmp_path / "all"), contents(tmp_path / "late")
    assert late == {path: content for path, content in everything.items() if "2026-01-08" in path}


def test_each_day_is_reported(tmp_path):
    told = []
    made = simulate(
        landing=tmp_path / "landing", truth=tmp_path / "truth", days=2, report=lambda *day: told.append(day), **SMALL
    )

    assert [day for day, _ in told] == [date(2026, 1, 5), date(2026, 1, 6)]
    assert sum(events for _, events in told) == made.events


def test_no_temporary_file_is_left(landed):
    assert list(landed.home.rglob(".*")) == []


@pytest.mark.parametrize("wrong", [{"people": 9}, {"days": 0}, {"from_day": 2}], ids=["people", "days", "from_day"])
def test_impossible_sizes_are_refused(tmp_path, wrong):
    given = {"people": 60, "days": 2, "seed": 1, **wrong}

    with pytest.raises(UsageError, match=next(iter(wrong))):
        simulate(landing=tmp_path, truth=tmp_path, **given)
