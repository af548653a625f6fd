"""Deliveries of every format become raw rows exactly once; what cannot be read is kept with its reason."""

from __future__ import annotations

import gzip
from datetime import date
from typing import Any

import pytest

from tandem.errors import FeedError
from tandem.lake import Lake
from tandem.tables import DELIVERIES, QUARANTINE, RAW_AD_REPORTS, RAW_EVENTS

GOOD = '{"id": "%s", "kind": "view", "ts": "2026-03-01T10:00:00Z"}'


def ids(lake: Lake) -> list[Any]:
    accepted = lake.read(RAW_EVENTS).where("set_aside IS NULL").select("event_id", "line_no")
    return sorted(tuple(row) for row in accepted.collect())


def test_every_format_is_read_and_bad_rows_keep_their_reason_and_line(ingest):
    lake = ingest(
        {
            "web/2026-03-01/a.jsonl.gz": gzip.compress(
                "\n".join(
                    [GOOD % "w1", "{broken", '{"kind": "view", "ts": "soon"}', *(GOOD % f"w{n}" for n in range(2, 9))]
                ).encode()
            ),
            "shop/2026-03-01/a.csv": 'id;ts\n"s;1";2026-03-01 10:00:00\ns2;2026-03-01 10:00:00\n',
            "shop/2026-03-02/a.csv": "ts;extra;id\n2026-03-02 10:00:00;x;s3\n",
            "report.txt": "2026-03-01 c1 1.5\n2026-03-01 c2 2.25\n2026-03-01 c3 .5\n2026-03-01 c4 0\nnonsense\n",
        }
    )

    assert ids(lake) == [("s2", 3), ("s3", 2), ("s;1", 2), ("w1", 1), *((f"w{n}", n + 2) for n in range(2, 9))]
    assert [
        float(row[0])
        for row in lake.read(RAW_AD_REPORTS).where("set_aside IS NULL").select("spend").orderBy("campaign_id").collect()
    ] == [1.5, 2.25, 0.5, 0.0]
    quarantine = (
        lake.read(QUARANTINE).orderBy("feed", "line_no").select("feed", "line_no", "set_aside", "line").collect()
    )
    assert [tuple(row) for row in quarantine] == [
        ("ad_reports", 5, "line is not regex", "nonsense"),
        ("events", 2, "line is not json", "{broken"),
        ("events", 3, "event_id is missing; received_at is not a timestamp: soon", '{"kind": "view", "ts": "soon"}'),
    ]
    counted = lake.read(DELIVERIES).orderBy("path").select("path", "rows", "bad_rows", "status").collect()
    assert [tuple(row) for row in counted] == [
        ("report.txt", 5, 1, "kept"),
        ("shop/2026-03-01/a.csv", 2, 0, "kept"),
        ("shop/2026-03-02/a.csv", 1, 0, "kept"),
        ("web/2026-03-01/a.jsonl.gz", 10, 2, "kept"),
    ]


def test_large_files_that_share_a_task_keep_their_headers_and_rows(ingest, monkeypatch):
    monkeypatch.setattr("tandem.landing.SMALL_BYTES", 0)
    names = "abcdef"

    lake = ingest({f"shop/2026-03-01/{name}.csv": f"id;ts\n{name};2026-03-01 10:00:00\n" for name in names})

    assert ids(lake) == [(name, 2) for name in names]
    assert [row["rows"] for row in lake.read(DELIVERIES).collect()] == [1] * len(names)


@pytest.mark.parametrize("small_bytes", [0, 1 << 20], ids=["large", "small"])
def test_the_first_line_with_text_is_the_header(ingest, monkeypatch, small_bytes):
    monkeypatch.setattr("tandem.landing.SMALL_BYTES", small_bytes)

    lake = ingest({"shop/2026-03-01/a.csv": '\r\n\n"id";ts\na;2026-03-01 10:00:00\n'})

    assert ids(lake) == [("a", 4)]


def test_a_delivery_is_taken_once_and_other_content_under_its_name_is_a_new_one(ingest):
    first = ingest({"web/2026-03-01/a.jsonl": GOOD % "w1"})
    again = ingest({"web/2026-03-01/a.jsonl": GOOD % "w1"})
    other = ingest({"web/2026-03-01/a.jsonl": GOOD % "w2"})

    assert len(first.writes) == 3
    assert again.writes == []
    assert [row for row, _ in ids(other)] == ["w1", "w2"]
    assert other.read(DELIVERIES).count() == 2


def test_files_of_later_days_and_unfinished_ones_wait(ingest, tmp_path):
    files = {
        "web/2026-03-01/a.jsonl": GOOD % "w1",
        "web/2026-03-02/a.jsonl": GOOD % "w2",
        "web/2026-03-01/.b.jsonl": GOOD % "w3",
    }

    lake = ingest(files, through=date(2026, 3, 1))

    assert [row for row, _ in ids(lake)] == ["w1"]
    (tmp_path / "landing/web/2026-03-01/.b.jsonl").rename(tmp_path / "landing/web/2026-03-01/b.jsonl")
    assert [row for row, _ in ids(ingest({}))] == ["w1", "w2", "w3"]


@pytest.mark.parametrize(("bad", "kept"), [(1, 4), (2, 0)], ids=["a_fifth_bad_goes_on", "more_is_held_whole"])
def test_a_delivery_with_too_many_bad_rows_is_held_whole(ingest, bad, kept):
    lines = [GOOD % f"w{n}" for n in range(5 - bad)] + ["{"] * bad

    lake = ingest({"web/2026-03-01/a.jsonl": "\n".join(lines)})

    assert len(ids(lake)) == kept
    assert lake.read(QUARANTINE).count() == 5 - kept
    assert lake.read(DELIVERIES).first()["status"] == ("kept" if kept else "held")


def test_a_mapping_error_names_the_file_the_column_and_what_exists(ingest, tmp_path):
    mapping = tmp_path / "feeds/web.yml"
    mapping.write_text(mapping.read_text().replace("value: worth", "value: wurth"))

    with pytest.raises(FeedError, match=r"web\.yml: columns\.value: wurth: .*The source has: id, kind, ts, worth"):
        ingest({"web/2026-03-01/a.jsonl": GOOD % "w1"})


def test_a_file_without_rows_is_a_delivery_of_none(ingest):
    lake = ingest({"web/2026-03-01/a.jsonl": "\n", "shop/2026-03-01/a.csv": "id;ts\n"})

    assert sorted(tuple(row) for row in lake.read(DELIVERIES).select("rows", "status").collect()) == [
        (0, "kept"),
        (0, "kept"),
    ]
