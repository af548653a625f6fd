"""Whole processes: killed, started twice at once, on two cores, and refused in one clear line."""

from __future__ import annotations

import contextlib

import pytest

from nights import differences, run_night
from processes import first_commit, kill_when, start_night
from tandem.errors import ConflictError

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("table", ["raw.events", "visits.visits"])
def test_a_night_killed_with_all_its_processes_is_finished_by_the_next(spark, company, tmp_path, table, capsys):
    night = start_night(tmp_path, company.delivered)
    kill_when(night, first_commit(tmp_path, table))

    run_night(spark, tmp_path, company.delivered, company.last_day)

    lost = differences(spark, company.lake, tmp_path)
    with capsys.disabled():
        print(f"\nkilled after {table}: rows lost: {lost or 0}")
    assert lost == {}


def test_of_two_nights_at_once_none_writes_over_the_other(spark, company, tmp_path):
    other = start_night(tmp_path, company.delivered)
    with contextlib.suppress(ConflictError):
        run_night(spark, tmp_path, company.delivered, company.last_day)
    said, _ = other.communicate(timeout=600)

    assert other.returncode == 0 or "another run" in said or "while this run was working" in said, said
    run_night(spark, tmp_path, company.delivered, company.last_day)
    assert differences(spark, company.lake, tmp_path) == {}


def test_two_cores_give_the_tables_of_one_and_the_summary_names_the_page(spark, company, tmp_path):
    more = tmp_path / "two.yml"
    more.write_text("spark: {cores: 2, shuffle_partitions: 3}\n")

    said, _ = (night := start_night(tmp_path / "lake", company.delivered, "--conf", str(more))).communicate(timeout=600)

    assert night.returncode == 0, said
    assert str(tmp_path / "lake/pages") in said
    assert differences(spark, company.lake, tmp_path / "lake") == {}
