from datetime import date

import pytest

from tandem import compare
from tandem.compare import duplicate_among, duplicate_key
from tandem.contract import CHANGED_IN, Column, Table

D1, D2 = date(2026, 1, 1), date(2026, 1, 2)
COLUMNS = (Column("id", "string", "key"), Column("date", "date", "day"))
ROW = f"id string, date date, {CHANGED_IN} bigint"
BY_ID = Table(layer="test", name="t", meaning="a thing", grain=("id",), columns=COLUMNS, partition="date")
BY_DAY = Table(layer="test", name="t", meaning="a thing", grain=("date", "id"), columns=COLUMNS, partition="date")


@pytest.fixture(params=[0, 100], ids=["of_many", "of_few"])
def found(rows, monkeypatch, request):
    monkeypatch.setattr(compare, "FEW_HASHES", request.param)
    monkeypatch.setattr(compare, "BUCKETS", 1 << 40)  # no key is in the bucket by chance

    def find(table, number, *standing):
        return duplicate_key(table, rows(ROW, *standing), number, rows_written=len(standing), is_large=True)

    return find


def test_a_large_table_is_looked_through_for_the_keys_of_the_last_write(found):
    assert found(BY_ID, 3, ("a", D1, 1), ("b", D2, 2), ("a", D2, 3)) == "id=a"
    assert found(BY_ID, 3, ("a", D1, 1), ("b", D2, 2), ("c", D2, 3)) is None
    assert found(BY_ID, 3, ("a", D1, 2), ("a", D2, 2), ("c", D2, 3)) is None


def test_with_the_day_in_its_key_only_the_days_written_are_looked_through(found):
    assert found(BY_DAY, 3, ("a", D1, 1), ("a", D2, 3)) is None
    assert found(BY_DAY, 3, ("a", D1, 1), ("a", D2, 1), ("a", D2, 3)) == f"date={D2}, id=a"


def test_the_bucket_moves_on_until_every_key_was_looked_at(rows, monkeypatch):
    monkeypatch.setattr(compare, "BUCKETS", 4)
    standing = rows(ROW, ("a", D1, 1), ("a", D2, 1), ("z", D1, 2))

    said = [duplicate_key(BY_ID, standing, number, rows_written=1, is_large=True) for number in range(3, 7)]

    assert sorted(said, key=str) == [None, None, None, "id=a"]


def test_all_rows_of_a_small_table_are_looked_at(rows):
    def found(table, *standing):
        return duplicate_among(rows(ROW, *standing).toArrow(), table)

    assert found(BY_ID, ("a", D1, 1), ("b", D1, 1), ("a", D2, 3)) == "id=a"
    assert found(BY_ID, ("a", D1, 1), (None, D1, 1), (None, D2, 3)) == "id=None"
    assert found(BY_DAY, ("a", D1, 1), ("b", D1, 1), ("a", D2, 3)) is None
    assert found(BY_DAY, ("a", D1, 1), ("a", D2, 1), ("a", D2, 3)) == f"date={D2}, id=a"
    assert found(BY_ID) is None
