"""What suppliers really send: every fault has one clear reason in quarantine, and the rest goes on. No row is lost."""

from __future__ import annotations

import gzip
import io
from typing import Any

import pandas as pd
import pytest

from tandem.errors import FeedError
from tandem.lake import Lake
from tandem.tables import DELIVERIES, QUARANTINE, RAW_AD_REPORTS, RAW_EVENTS

SOUND = 9  # rows beside a bad one, so that a fifth is not reached
EVENT = '{"id": "%s", "kind": "view", "ts": "2026-03-01T10:00:00Z"}'
EVENTS = "".join(f"{EVENT % number}\n" for number in range(SOUND)).encode()
REPORTS = "".join(f"2026-03-01 c{number} 1\n" for number in range(SOUND))


def reasons(lake: Lake) -> list[str]:
    return [row["set_aside"] for row in lake.read(QUARANTINE).orderBy("delivery_date", "line_no").collect()]


def accepted(lake: Lake, table: Any = RAW_EVENTS) -> int:
    return lake.read(table).where("set_aside IS NULL").count()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{broken", "line is not json"),
        (b'{"id": "a", "kind": "M\xfcller", "ts": "x"}', "line is not UTF-8; the feed's `encoding` says what it is"),
        (b'{"id": "a\0", "kind": "view"}', "line holds NUL bytes"),
        (b'{"id": "' + b"a" * 10_000_000 + b'"}', "line is longer than 1 MB: 10000010 bytes"),
        (b'{"id": "a", "kind": "view", "ts": "2026-03-09"}', "received_at is in the future: 2026-03-09 00:00:00"),
        (b'{"id": "a", "kind": "view", "ts": "9.3.26"}', "received_at is not a timestamp: 9.3.26"),
        (EVENT.replace("}", ', "worth": "-5"}').encode() % b"a", "value is negative: -5.000000"),
        (EVENT.replace("}", ', "worth": "12,50"}').encode() % b"a", "value is not a decimal(18,6): 12,50"),
    ],
    ids=["unparsable", "encoding", "nul", "10_mb", "future", "date", "negative", "decimal_comma"],
)
def test_a_bad_line_is_set_aside_with_its_reason(ingest, line, reason):
    lake = ingest({"web/2026-03-01/a.jsonl": EVENTS + line + b"\n"})

    assert reasons(lake) == [reason]
    assert accepted(lake) == SOUND
    assert [(row["rows"], row["bad_rows"]) for row in lake.read(DELIVERIES).collect()] == [(SOUND + 1, 1)]


def test_a_line_set_aside_keeps_its_first_characters(ingest):
    lake = ingest({"web/2026-03-01/a.jsonl": EVENTS + b"x" * 20_000})

    assert lake.read(QUARANTINE).first()["line"] == "x" * 10_000


def test_money_with_a_decimal_comma_and_dates_of_three_forms_are_a_matter_of_the_mapping(ingest, tmp_path):
    mapping = tmp_path / "feeds/report.yml"
    day = "coalesce(try_to_date(day, 'yyyy-MM-dd'), try_to_date(day, 'dd.MM.yyyy'), try_to_date(day, 'M/d/yy'))"
    columns = f"{{date: \"{day}\", platform: \"'x'\", campaign_id: campaign, spend: \"replace(cost, ',', '.')\"}}"
    mapping.write_text(mapping.read_text().split("columns:")[0] + f"columns: {columns}\n")

    lake = ingest({"report.txt": "2026-03-01 a 1,5\n01.03.2026 b 2,25\n3/1/26 c 3\n"})

    rows = lake.read(RAW_AD_REPORTS).orderBy("campaign_id").selectExpr("string(date)", "double(spend)").collect()
    assert [tuple(row) for row in rows] == [("2026-03-01", 1.5), ("2026-03-01", 2.25), ("2026-03-01", 3.0)]


def test_a_stated_encoding_is_read(ingest, tmp_path):
    mapping = tmp_path / "feeds/shop.yml"
    text = mapping.read_text().replace("format: csv", "format: csv\nencoding: iso-8859-1")
    mapping.write_text(text.replace("event_id: id", "event_id: id, element: '`größe`'"))

    lake = ingest({"shop/2026-03-01/a.csv": "id;ts;größe\na;2026-03-01 10:00:00;für\n".encode("iso-8859-1")})

    assert lake.read(RAW_EVENTS).first()["element"] == "für"


def test_an_unknown_encoding_is_one_clear_error(ingest, tmp_path):
    mapping = tmp_path / "feeds/shop.yml"
    mapping.write_text(mapping.read_text() + "encoding: cp437\n")

    with pytest.raises(FeedError, match=r"shop\.yml: unknown encoding cp437; allowed: iso-8859-1, utf-8"):
        ingest({})


def parquet(**columns: list[Any]) -> bytes:
    file = io.BytesIO()
    pd.DataFrame(columns).to_parquet(file)
    return file.getvalue()


PACKED = gzip.compress(EVENTS * 50)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("web/2026-03-01/b.jsonl.gz", PACKED[:-20], "file cannot be opened: Compressed file ended before"),
        ("web/2026-03-01/b.jsonl.gz", b"no gzip at all", "file cannot be opened: Not a gzipped file"),
        ("web/2026-03-01/b.jsonl", b"", "file is empty"),
        ("app/2026-03-01/b.parquet", parquet(id=["a"], ts=["2026-03-01"])[:-9], "file cannot be opened: Parquet"),
        ("app/2026-03-01/b.parquet", b"", "file is empty"),
    ],
    ids=["cut_gzip", "no_gzip", "empty", "cut_parquet", "empty_parquet"],
)
def test_a_file_that_cannot_be_opened_is_held_and_the_others_go_on(ingest, tmp_path, name, content, reason):
    app = (tmp_path / "feeds/shop.yml").read_text().replace("shop", "app").replace("csv", "parquet")
    (tmp_path / "feeds/app.yml").write_text(app.replace('options: {sep: ";"}\n', ""))

    lake = ingest({"web/2026-03-01/a.jsonl": EVENTS, name: content})

    (told,) = reasons(lake)
    assert told.startswith(reason)
    assert lake.read(QUARANTINE).first()["line_no"] == 0
    assert accepted(lake) == SOUND
    told_of = lake.read(DELIVERIES).orderBy("path").select("path", "rows", "bad_rows", "status").collect()
    assert {tuple(row) for row in told_of} == {("web/2026-03-01/a.jsonl", SOUND, 0, "kept"), (name, 1, 1, "held")}
    assert ingest({}).writes == []  # a later night does not ask again
    assert accepted(ingest({name: PACKED if name.endswith("gz") else content + b" "})) >= SOUND


def test_a_column_that_the_supplier_adds_or_moves_does_no_harm(ingest):
    lake = ingest({"shop/2026-03-01/a.csv": "new;ts;id\n1;2026-03-01 10:00:00;a\n"})

    assert (accepted(lake), reasons(lake)) == (1, [])


def test_a_column_renamed_by_a_known_supplier_is_held_and_read_again_when_the_mapping_knows_it(ingest, tmp_path):
    ingest({"shop/2026-03-01/a.csv": "id;ts\na;2026-03-01 10:00:00\n"})

    renamed = ingest({"shop/2026-03-02/a.csv": "id;time\nb;2026-03-02 10:00:00\n", "web/2026-03-02/a.jsonl": EVENTS})

    (told,) = reasons(renamed)
    assert told.startswith("columns do not fit the feed: columns.received_at: ts: ")
    assert told.endswith("The source has: id, time")
    assert accepted(renamed) == 1 + SOUND
    assert ingest({}).writes == []
    mapping = tmp_path / "feeds/shop.yml"
    mapping.write_text(mapping.read_text().replace("received_at: ts", "received_at: time"))
    mended = ingest({})
    assert (accepted(mended), reasons(mended)) == (2 + SOUND, [])


def test_names_with_blanks_and_signs_are_files_like_any_other(ingest):
    lake = ingest({"web/2026-03-01/Report [March] {1} (2) 50%20 #1?*.jsonl": EVENTS})

    assert accepted(lake) == SOUND
    assert lake.read(DELIVERIES).first()["path"] == "web/2026-03-01/Report [March] {1} (2) 50%20 #1?*.jsonl"
