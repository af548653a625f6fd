"""Rows that a write takes from where readers find them: they are told of as they stood, once, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import functions as F

from nights import Killed
from tandem.changes import Affected
from tandem.config import Config, LakeConfig
from tandem.contract import Column, Table
from tandem.errors import GrainError
from tandem.lake import Lake

VISITS = Table(
    "t",
    "visits",
    "a visit",
    ("id",),
    (Column("id", "string", ""), Column("device", "string", ""), Column("date", "date", ""), Column("n", "bigint", "")),
    scope=("id",),
    partition="date",
    found_by=("device", "date"),
)
WHOLE = replace(VISITS, name="whole", partition=None)
OUT = replace(VISITS, name="sessions", found_by=())
ROW = "id string, device string, date date, n bigint"
D1, D2, D3 = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
FIRST = [("a", "phone", D1, 1), ("b", "phone", D1, 1), ("c", "phone", D2, 1)]


@pytest.fixture
def night(spark, tmp_path: Path) -> Callable[..., Lake]:
    def make(kind: type[Lake] = Lake, **lake: Any) -> Lake:
        return kind(spark, Config(lake=LakeConfig(root=tmp_path, **lake)), through=D3, job="test")

    return make


@pytest.fixture
def give(rows) -> Callable[..., None]:
    """Replace the rows of these ids in `table`."""

    def write(lake: Lake, ids: str, *data: tuple[Any, ...], table: Table = VISITS) -> None:
        lake.replace(table, rows(ROW, *data), Affected(rows("id string", *((one,) for one in ids))))

    return write


def read(lake: Lake, table: Table = VISITS) -> None:
    """Note that OUT has read `table`."""
    lake.touched(OUT, table)
    lake.replace(OUT, lake.read(table), Affected())


def told(lake: Lake, table: Table = VISITS) -> tuple[list[Any], list[Any]]:
    """What OUT is told of `table`: all rows to look at, and those of them that stand."""
    touched = lake.touched(OUT, table)
    return tuple(sorted(map(tuple, rows.collect()), key=str) for rows in (touched.of(table), touched.standing(table)))


def kept(lake: Lake, table: Table = VISITS) -> bool:
    return lake.marker(table.left) is not None


@pytest.mark.parametrize("table", [VISITS, WHOLE], ids=["by_day", "whole"])
@pytest.mark.parametrize(
    "after",
    [[("a", "tablet", D1, 1)], [("a", None, D1, 1)], [("a", "phone", D3, 1)], []],
    ids=["another_device", "no_device", "another_day", "gone"],
)
def test_a_reader_is_told_of_a_row_that_left_as_it_stood_and_as_it_stands(night, give, table, after):
    give(night(), "abc", *FIRST, table=table)
    read(night(), table)

    give(night(), "a", *after, table=table)

    assert told(night(), table) == (sorted([FIRST[0], *after], key=str), after)


def test_of_a_row_that_stays_where_it_is_found_nothing_is_kept(night, give, tmp_path):
    give(night(), "abc", *FIRST)
    read(night())

    give(night(), "ab", ("a", "phone", D1, 2), FIRST[1])

    assert told(night()) == ([("a", "phone", D1, 2)], [("a", "phone", D1, 2)])
    assert not kept(night())
    assert sorted(path.name for path in (tmp_path / "t").iterdir()) == ["sessions", "visits"]


def test_nothing_is_kept_of_a_table_whose_changed_rows_nobody_looks_up(night, give):
    give(night(), "abc", *FIRST, table=OUT)
    give(night(), "a", table=OUT)

    assert not kept(night(), OUT)


def test_every_place_between_two_readings_is_told_and_none_twice(night, give):
    give(night(), "abc", *FIRST)
    read(night())
    moves = [("a", "tablet", D2, 1), ("a", "desktop", D3, 1)]
    for move in moves:
        give(night(), "a", move)

    assert told(night()) == (sorted([FIRST[0], *moves], key=str), moves[-1:])

    read(night())
    assert night().touched(OUT, VISITS).nothing
    give(night(), "b", ("b", "phone", D1, 2))
    assert told(night())[0] == [("b", "phone", D1, 2)]
    give(night(), "b")
    assert told(night()) == ([("b", "phone", D1, 2)], [])


def test_a_row_that_leaves_from_an_open_day_to_a_closed_one_is_gone(night, give, rows):
    give(night(), "abc", *FIRST)
    read(night())

    night().replace(VISITS, rows(ROW, ("c", "phone", D1, 1)), Affected(rows("id string", ("c",)), since=D2))

    assert told(night()) == ([FIRST[2]], [])


class Cut(Lake):
    """A lake whose process ends when what left is kept, and before the write itself."""

    def _commit(self, *_arguments: Any, **options: Any) -> None:
        if options.get("left_in"):
            raise Killed
        super()._commit(*_arguments, **options)


def test_a_run_killed_before_its_write_and_repeated_with_other_rows_loses_none(night, give):
    give(night(), "abc", *FIRST)
    read(night())
    with pytest.raises(Killed):
        give(night(Cut), "a")
    assert night().touched(OUT, VISITS).nothing

    give(night(), "b")

    # What was kept in vain is looked at too: it stands, so nothing comes of it.
    assert told(night()) == (FIRST[:2], [])


def test_a_run_killed_before_its_write_after_which_nothing_leaves_costs_no_reading(night, give):
    give(night(), "abc", *FIRST)
    read(night())
    with pytest.raises(Killed):
        give(night(Cut), "a")

    give(night(), "a", ("a", "phone", D1, 2))

    assert night().marker(VISITS).left_in == 0
    assert told(night())[0] == [("a", "phone", D1, 2)]


def test_a_write_that_is_taken_back_takes_nothing_away(night, give):
    give(night(), "abc", *FIRST)
    read(night())
    with pytest.raises(GrainError):
        give(night(), "ab", ("b", "phone", D1, 1), ("b", "phone", D2, 1))
    assert told(night()) == ([], [])

    give(night(), "b")

    # "a" and "b" were kept in vain too.
    assert told(night()) == ([FIRST[0], FIRST[1], FIRST[1]], [])


def test_a_table_that_is_filled_after_it_was_emptied_leaves_nothing_more(night, give):
    give(night(), "a", FIRST[0])
    give(night(), "a")
    read(night())
    give(night(), "a", FIRST[0])

    assert told(night()) == ([FIRST[0]], [FIRST[0]])


def test_rows_that_left_are_put_under_a_new_key_once(night, give):
    give(night(), "abc", *FIRST)
    read(night())
    give(night(), "a", ("a", "tablet", D1, 1))
    again = 0

    def rekeyed(rows):
        return rows.withColumn("device", F.concat(F.lit("new "), "device"))

    class Late(Lake):
        """A lake whose process ends between the rows that left and those that stand."""

        def _write(self, table, *arguments):
            if table == VISITS:
                raise Killed
            super()._write(table, *arguments)

    with pytest.raises(Killed):
        night(Late).rekey(VISITS, rekeyed, "1:abc")
    for check in ("1:abc", "2:abc"):
        night().rekey(VISITS, rekeyed, check)
        again += 1

    news = [("a", f"{'new ' * again}{device}", D1, 1) for device in ("phone", "tablet")]
    assert told(night()) == (news, news[1:])


def test_a_catalog_keeps_them_in_a_table_beside(spark, night, give):
    try:
        give(night(catalog="spark_catalog"), "abc", *FIRST)
        read(night(catalog="spark_catalog"))
        give(night(catalog="spark_catalog"), "a")

        assert told(night(catalog="spark_catalog")) == (FIRST[:1], [])
        assert spark.table("spark_catalog.t.visits_left").count() == 1
    finally:
        spark.sql("DROP SCHEMA IF EXISTS spark_catalog.t CASCADE")
