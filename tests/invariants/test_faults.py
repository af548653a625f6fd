"""Killed before or after any commit, and run again: the tables of a night that nobody disturbed."""

from __future__ import annotations

from typing import Any

import pytest

from nights import Killed, differences, run_night
from tandem.contract import Table
from tandem.lake import Lake

pytestmark = pytest.mark.soak


class FaultyLake(Lake):
    """Dies once before and once after the first commit of every table."""

    died: set[tuple[str, str]]
    spared: frozenset[str]  # tables around whose commits it does not die

    def _commit(self, table: Table, *arguments: Any, **options: Any) -> None:
        self._die("before", table)
        super()._commit(table, *arguments, **options)
        self._die("after", table)

    def _die(self, moment: str, table: Table) -> None:
        if (moment, table.full_name) not in self.died and table.full_name not in self.spared:
            self.died.add((moment, table.full_name))
            raise Killed


# Ingest begins with its first table again after each fault: of the tables it writes alike, two stand for all.
ALIKE = frozenset(f"raw.{name}" for name in ("ad_reports", "campaigns", "creatives", "fx_rates", "orders"))


@pytest.mark.parametrize("spared", [ALIKE, frozenset()], ids=["two_raw_tables_stand_for_all", "all"])
def test_killed_around_every_commit_and_run_again_loses_nothing(spark, company, tmp_path, capsys, spared):
    FaultyLake.died, FaultyLake.spared = set(), spared

    run_night(spark, tmp_path, company.delivered, company.last_day, make=FaultyLake)

    lost = differences(spark, company.lake, tmp_path)
    with capsys.disabled():
        print(f"\nfaults injected: {len(FaultyLake.died)}, tables that differ: {len(lost)}, rows lost: {lost or 0}")
    assert len(FaultyLake.died) >= 2 * 25
    assert lost == {}
