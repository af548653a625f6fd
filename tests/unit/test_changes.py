"""Which rows a night may alter: keys are the same whether they are few enough to be literals or not."""

from datetime import date

import pytest

from tandem import changes
from tandem.changes import affected_by

KEYS = "device_id string, date date"
D1, D2, D3 = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)


@pytest.mark.parametrize("few", [0, 20_000], ids=["many", "few"])
def test_keys_are_one_distinct_union_that_knows_its_days_when_they_are_few(rows, monkeypatch, few):
    monkeypatch.setattr(changes, "FEW_KEYS", few)

    affected = affected_by(rows(KEYS, ("a", D1), ("a", D1)), rows(KEYS, ("b", D2)), since=D1)

    assert sorted(map(tuple, affected.keys.collect())) == [("a", D1), ("b", D2)]
    assert affected.days == frozenset({D1, D2})
    assert [frame.is_cached for frame in affected.behind] == ([] if few else [True])
    assert affected.since == D1


def test_keys_that_are_many_are_kept_without_counting_them(rows):
    affected = affected_by(rows(KEYS, ("a", D1), ("a", D1)), since=None, are_many=True)

    assert [tuple(row) for row in affected.keys.collect()] == [("a", D1)]
    assert (affected.days, len(affected.behind)) == (frozenset({D1}), 1)


@pytest.mark.parametrize("few", [0, 20_000], ids=["many", "few"])
def test_widening_moves_keys_and_limit_outward(rows, monkeypatch, few):
    monkeypatch.setattr(changes, "FEW_KEYS", few)

    wider = affected_by(rows(KEYS, ("a", D2)), since=D2).widened(days_before=1, days_after=1)

    assert sorted(row["date"] for row in wider.keys.collect()) == [D1, D2, D3]
    assert wider.since == D1
    assert len(wider.behind) == (0 if few else 2)


def test_no_key_reaches_no_row(rows):
    affected = affected_by(rows(KEYS), since=None)

    assert affected.days == frozenset()
    assert affected.restrict(rows(KEYS, ("a", D1))).collect() == []
