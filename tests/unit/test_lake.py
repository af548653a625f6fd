"""Tables on a temporary lake: what is replaced, what keeps its number, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tandem.changes import Affected
from tandem.config import Config, LakeConfig, VisitsConfig
from tandem.contract import CHANGED_IN, Column, Table
from tandem.errors import ConflictError, ContractError, GrainError, LakeError
from tandem.lake import Lake

IN = Table(
    "t",
    "inputs",
    "an input",
    ("id",),
    (Column("id", "string", ""), Column("date", "date", ""), Column("n", "bigint", "")),
    scope=("id",),
    partition="date",
)
OUT = replace(IN, name="outputs")
WHOLE = replace(IN, name="whole", partition=None)
ROW = "id string, date date, n bigint"
D1, D2 = date(2026, 3, 1), date(2026, 3, 2)


@pytest.fixture
def night(spark, tmp_path: Path) -> Callable[..., Lake]:
    def make(**options: Any) -> Lake:
        conf = Config(lake=LakeConfig(root=tmp_path))
        return Lake(spark, conf, through=options.pop("through", D2), job="test", **options)

    return make


def content(lake: Lake, table: Table) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in lake._rows(table).select(*table.column_names, CHANGED_IN).collect())


def test_equal_rows_keep_their_number_and_changed_ones_get_the_new(night, rows):
    night().replace(IN, rows(ROW, ("a", D1, 1), ("b", D1, 1), ("c", D2, 1)), Affected())
    lake = night()

    lake.replace(IN, rows(ROW, ("a", D1, 1), ("b", D1, 2)), Affected(rows("id string", ("a",), ("b",))))

    assert content(lake, IN) == [("a", D1, 1, 1), ("b", D1, 2, 2), ("c", D2, 1, 1)]
    assert lake.writes[-1].rows_changed == 1


@pytest.mark.parametrize("table", [IN, WHOLE], ids=["by_day", "unpartitioned"])
def test_rows_come_into_a_table_that_stands_empty(night, rows, table):
    night().replace(table, rows(ROW), Affected())
    lake = night()

    lake.replace(table, rows(ROW, ("a", D1, 1)), Affected())

    assert content(lake, table) == [("a", D1, 1, 2)]
    assert lake.writes[-1].rows_changed == 1


def test_rows_of_open_days_on_which_none_stood_leave_closed_days_alone(night, rows):
    night().replace(IN, rows(ROW, ("a", D1, 1)), Affected())
    lake = night()

    lake.replace(IN, rows(ROW, ("b", D2, 9)), Affected(since=D2))

    assert content(lake, IN) == [("a", D1, 1, 1), ("b", D2, 9, 2)]


def test_a_row_that_moves_to_another_day_leaves_the_old_one(night, rows):
    night().replace(IN, rows(ROW, ("a", D1, 1), ("b", D1, 1)), Affected())
    lake = night()

    lake.replace(IN, rows(ROW, ("a", D2, 1)), Affected(rows("id string", ("a",))))

    assert content(lake, IN) == [("a", D2, 1, 2), ("b", D1, 1, 1)]


@pytest.mark.parametrize("table", [IN, WHOLE], ids=["by_day", "whole"])
def test_an_affected_row_without_a_successor_goes(night, rows, table):
    night().replace(table, rows(ROW, ("a", D1, 1), ("b", D1, 1)), Affected())
    lake = night()

    lake.replace(table, rows(ROW), Affected(rows("id string", ("a",))))

    assert content(lake, table) == [("b", D1, 1, 1)]


def test_closed_days_stay_as_published(night, rows):
    night().replace(IN, rows(ROW, ("a", D1, 1), ("b", D2, 1)), Affected())
    lake = night()

    lake.replace(IN, rows(ROW, ("a", D1, 9), ("b", D2, 9)), Affected(since=D2))

    assert content(lake, IN) == [("a", D1, 1, 1), ("b", D2, 9, 2)]


def test_a_reader_sees_only_what_changed_since_it_last_read(night, rows):
    night().replace(IN, rows(ROW, ("a", D1, 1)), Affected())
    lake = night()
    assert lake.touched(OUT, IN).everything
    lake.replace(OUT, lake.read(IN), Affected())
    assert night().touched(OUT, IN).nothing
    night().replace(IN, rows(ROW, ("b", D2, 1)), Affected(rows("id string", ("b",))))

    touched = night().touched(OUT, IN)

    assert [tuple(row) for row in touched.of(IN).collect()] == [("b", D2, 1)]


def test_a_write_without_a_change_still_notes_what_was_read(night, rows):
    night().replace(IN, rows(ROW, ("a", D1, 1)), Affected())
    first = night()
    first.touched(OUT, IN)
    first.replace(OUT, rows(ROW, ("a", D1, 1)), Affected())
    night().replace(IN, rows(ROW, ("b", D1, 1)), Affected(rows("id string", ("b",))))
    second = night()
    second.touched(OUT, IN)

    second.replace(OUT, rows(ROW, ("a", D1, 1)), Affected(rows("id string", ("a",))))

    assert content(second, OUT) == [("a", D1, 1, 1)]
    assert night().touched(OUT, IN).nothing


@pytest.mark.parametrize("table", [IN, WHOLE], ids=["by_day", "whole"])
def test_two_rows_of_one_key_fail_by_name_and_are_taken_back(night, rows, table):
    night().replace(table, rows(ROW, ("a", D1, 1)), Affected())

    with pytest.raises(GrainError, match=r"t.*more than one row for id=b"):
        night().replace(table, rows(ROW, ("b", D1, 1), ("b", D2, 2)), Affected(rows("id string", ("b",))))

    assert content(night(), table) == [("a", D1, 1, 1)]
    lake = night()
    lake.replace(table, rows(ROW, ("b", D2, 2)), Affected(rows("id string", ("b",))))
    assert content(lake, table) == [("a", D1, 1, 1), ("b", D2, 2, 3)]


def test_a_first_write_with_two_rows_of_one_key_leaves_an_empty_table(night, rows):
    with pytest.raises(GrainError):
        night().replace(IN, rows(ROW, ("b", D1, 1), ("b", D2, 2)), Affected())

    assert content(night(), IN) == []


def test_the_loser_of_two_runs_is_told_who_won(night, rows):
    night().replace(IN, rows(ROW, ("a", D1, 1)), Affected())
    winner, loser = night(), night()
    loser.touched(IN)
    winner.replace(IN, rows(ROW, ("b", D1, 1)), Affected(rows("id string", ("b",))))

    with pytest.raises(ConflictError, match=winner.run_id):
        loser.replace(IN, rows(ROW, ("c", D1, 1)), Affected(rows("id string", ("c",))))

    assert content(night(), IN) == [("a", D1, 1, 1), ("b", D1, 1, 2)]


def test_changed_settings_touch_every_open_day(night, rows):
    night().replace(IN, rows(ROW, ("a", D1, 1)), Affected())
    lake = night()
    lake.touched(OUT, IN, settings=[VisitsConfig()])
    lake.replace(OUT, rows(ROW, ("a", D1, 1)), Affected())

    assert night().touched(OUT, IN, settings=[VisitsConfig()]).nothing
    changed = night().touched(OUT, IN, settings=[VisitsConfig(timeout_s=60)])
    assert changed.everything
    assert changed.since == night().open_from


def test_every_mismatch_is_reported_at_once(night, rows):
    with pytest.raises(ContractError, match=r"t\.inputs: missing column date; n is int, expected bigint"):
        night().replace(IN, rows("id string, n int", ("a", 1)), Affected())


def test_a_table_of_an_older_version_is_one_clear_line(night, rows):
    older = replace(IN, columns=IN.columns[:2])
    night().replace(older, rows("id string, date date", ("a", D1)), Affected())

    with pytest.raises(LakeError, match="inputs: made by an older Tandem, without n; move the lake away"):
        night().read(IN)


def test_a_folder_that_cannot_be_made_is_one_clear_line(spark, rows, tmp_path):
    (tmp_path / "t").write_text("a file where a folder should be")
    lake = Lake(spark, Config(lake=LakeConfig(root=tmp_path)), through=D2)

    with pytest.raises(LakeError, match=r"t\.inputs"):
        lake.replace(IN, rows(ROW, ("a", D1, 1)), Affected())


def test_a_catalog_gets_a_schema_for_each_layer_and_its_tables_are_replaced_alike(spark, rows, tmp_path):
    conf = Config(lake=LakeConfig(root=tmp_path, catalog="spark_catalog"))
    try:
        Lake(spark, conf, through=D2).replace(IN, rows(ROW, ("a", D1, 1), ("b", D1, 1)), Affected())
        lake = Lake(spark, conf, through=D2)
        lake.replace(IN, rows(ROW, ("a", D1, 2)), Affected(rows("id string", ("a",))))

        assert content(lake, IN) == [("a", D1, 2, 2), ("b", D1, 1, 1)]
        assert spark.table("spark_catalog.t.inputs").count() == 2
    finally:
        spark.sql("DROP SCHEMA IF EXISTS spark_catalog.t CASCADE")


def test_commits_carry_lineage(night, rows):
    night().replace(IN, rows(ROW, ("a", D1, 1)), Affected())
    lake = night()
    lake.touched(OUT, IN)
    lake.replace(OUT, lake.read(IN), Affected())

    marker = night().marker(OUT)

    assert marker.inputs == {"t.inputs": {"write": 1, "version": 0}}
    assert (marker.job, marker.through, marker.run_id) == ("test", "2026-03-02", lake.run_id)


def test_null_and_value_that_change_places_count_as_a_change(night, rows):
    table = replace(IN, name="pair", columns=(*IN.columns, Column("m", "bigint", "")))
    both = "id string, date date, n bigint, m bigint"
    night().replace(table, rows(both, ("a", D1, 1, None)), Affected())
    lake = night()

    lake.replace(table, rows(both, ("a", D1, None, 1)), Affected(rows("id string", ("a",))))

    assert lake._rows(table).select(CHANGED_IN).collect()[0][0] == 2
