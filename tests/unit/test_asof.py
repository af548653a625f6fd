"""Tables as they stood: after a night, and as another table had read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pyspark.sql import functions as F

from tandem.asof import both_sides, read_as_of, read_before
from tandem.changes import Affected
from tandem.config import Config, LakeConfig
from tandem.contract import Column, Table
from tandem.errors import LakeError
from tandem.lake import Lake

SOURCE = Table(
    "t",
    "sources",
    "an input",
    ("id",),
    (Column("id", "string", ""), Column("date", "date", ""), Column("n", "bigint", "")),
    scope=("id",),
    partition="date",
)
TOLD = replace(SOURCE, name="told")
ROW, EVERY = "id string, date date, n bigint", Affected()
D1, D2 = date(2026, 3, 1), date(2026, 3, 2)


@pytest.fixture(scope="module")
def lake_of(spark, tmp_path_factory):
    """Two nights of a table, the first of which another has read, and a new key of its pseudonyms since."""
    conf = Config(lake=LakeConfig(root=tmp_path_factory.mktemp("asof")))

    def rows(*given):
        return spark.createDataFrame(list(given), ROW)

    first = Lake(spark, conf, D1)
    first.replace(SOURCE, rows(("a", D1, 1), ("b", D2, 1)), EVERY)
    first.touched(TOLD, SOURCE)
    first.replace(TOLD, first.read(SOURCE), EVERY)
    Lake(spark, conf, D1).rekey(SOURCE, lambda kept: kept.withColumn("id", F.upper("id")), "1:check")
    Lake(spark, conf, D2).replace(SOURCE, rows(("A", D1, 1), ("B", D2, 7)), EVERY)
    return lambda: Lake(spark, conf, D2)


def told(frame):
    return sorted(tuple(row) for row in frame.collect())


def test_a_night_reads_as_its_last_run_left_it(lake_of):
    assert told(read_as_of(lake_of(), SOURCE, D2)) == [("A", D1, 1), ("B", D2, 7)]
    assert told(read_as_of(lake_of(), SOURCE, D1)) == [("A", D1, 1), ("B", D2, 1)]
    assert told(read_as_of(lake_of(), SOURCE, date(2026, 2, 1))) == []
    assert told(read_as_of(lake_of(), replace(SOURCE, name="none"), D2)) == []


def test_what_another_table_read_comes_under_todays_keys_within_the_days_asked_for(lake_of):
    assert told(read_before(lake_of(), TOLD, SOURCE, EVERY)) == [("A", D1, 1), ("B", D2, 1)]
    assert told(read_before(lake_of(), TOLD, SOURCE, Affected(since=D2))) == [("B", D2, 1)]
    assert told(read_before(lake_of(), replace(TOLD, name="never"), SOURCE, EVERY)) == []


def test_both_sides_stand_beside_the_version_that_is_now(lake_of):
    [before], [after], night = both_sides(lake_of(), TOLD, EVERY, SOURCE)

    assert (told(before)[1], told(after)[1]) == (("B", D2, 1), ("B", D2, 7))
    assert night.keys.columns == ["through", "sources_version"]
    assert told(night.keys) == [(D2, 2)]


def test_a_history_that_does_not_reach_back_is_one_clear_error(lake_of, monkeypatch):
    monkeypatch.setattr("tandem.asof.markers", lambda *_: [])
    with pytest.raises(LakeError, match=r"t.sources: its history no longer holds write 1, which t.told compares with"):
        read_before(lake_of(), TOLD, SOURCE, EVERY)
