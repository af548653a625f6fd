"""Killed before or after any commit, and run again: the tables of a night that nobody disturbed."""

from __future__ import annotations

from typing import Any

from nights import Killed, differences, run_night
from tandem.contract import Table
from tandem.lake import Lake


class FaultyLake(Lake):
    """Dies once before and once after the first commit of every table."""

    died: set[tuple[str, str]]

    def _commit(self, table: Table, *arguments: Any, **options: Any) -> None:
        self._die("before", table)
        super()._commit(table, *arguments, **options)
        self._die("after", table)

    def _die(self, moment: str, table: Table) -> None:
        if (moment, table.full_name) not in self.died:
            self.died.add((moment, table.full_name))
            raise Killed


def test_killed_around_every_commit_and_run_again_loses_nothing(spark, company, tmp_path, capsys):
    FaultyLake.died = set()

    run_night(spark, tmp_path, company.delivered, company.last_day, make=FaultyLake)

    lost = differences(spark, company.lake, tmp_path)
    with capsys.disabled():
        print(f"\nfaults injected: {len(FaultyLake.died)}, tables that differ: {len(lost)}, rows lost: {lost or 0}")
    assert len(FaultyLake.died) >= 2 * 25
    assert lost == {}
