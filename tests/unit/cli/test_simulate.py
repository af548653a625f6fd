"""A company is landed once, and more days of it are added."""

import pytest

from tandem.cli import simulate
from tandem.errors import UsageError


def landed(folder):
    return {path.relative_to(folder): path.stat().st_mtime_ns for path in (folder / "landing").rglob("*.*")}


def test_landing_again_writes_nothing_and_more_days_add_files(tmp_path):
    simulate.land(tmp_path, people=30, days=2, seed=3)
    first = landed(tmp_path)

    simulate.land(tmp_path, people=30, days=2, seed=3)
    assert landed(tmp_path) == first

    simulate.land(tmp_path, people=30, days=3, seed=3)
    assert landed(tmp_path).items() > first.items()


def test_another_company_is_not_mixed_into_the_same_folder(tmp_path):
    simulate.land(tmp_path, people=30, days=1, seed=3)

    with pytest.raises(UsageError, match="holds the company"):
        simulate.land(tmp_path, people=31, days=1, seed=3)


def test_a_company_of_ones_own_is_never_landed_into(tmp_path, capsys):
    (tmp_path / "own.yml").write_text("is_simulated: false")

    simulate.simulate(conf=tmp_path / "own.yml", lake=tmp_path, people=30, days=1, seed=3)

    assert "is no simulated company" in capsys.readouterr().out
    assert not (tmp_path / "landing").exists()
