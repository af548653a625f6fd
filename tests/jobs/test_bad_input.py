"""What suppliers really send: every fault has one clear reason in quarantine, and the rest goes on. No row is lost."""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

from tandem.errors import FeedError
from tandem.lake import Lake
from tandem.tables import DELIVERIES, QUARANTINE, RAW_AD_REPORTS, RAW_EVENTS
from tandem.writing import Write

SOUND = 9  # rows beside a bad one, so that a fifth is not reached
EVENT = '{"id": "%s", "kind": "view", "ts": "2026-03-01T10:00:00Z"}'
EVENTS = "".join(f"{EVENT % number}\n" for number in range(SOUND)).encode()
REPORTS = "".join(f"2026-03-01 c{number} 1\n" for number in range(SOUND))


@dataclass
class Told:
    """What a lake says of the files of one path."""

    deliveries: list[tuple[int, int, str]] = field(default_factory=list)  # rows, bad rows, status
    aside: list[tuple[int, str]] = field(default_factory=list)  # line, reason
    kept: int = 0  # rows


def told(lake: Lake) -> dict[str, Told]:
    """What the lake says, by path."""
    delivered = lake.read(DELIVERIES).select("delivery_id", "path", "rows", "bad_rows", "status").collect()
    found = {path: Told() for _, path, *_ in delivered}
    by_id = {delivery: found[path] for delivery, path, *_ in delivered}
    for delivery, _, *counts in delivered:
        by_id[delivery].deliveries.append(tuple(counts))
    for delivery, *aside in lake.read(QUARANTINE).select("delivery_id", "line_no", "set_aside").collect():
        by_id[delivery].aside.append(tuple(aside))
    kept = lake.read(RAW_EVENTS).where("set_aside IS NULL").groupBy("delivery_id").count()
    for delivery, rows in kept.collect():
        by_id[delivery].kept += rows
    return found


def reasons(lake: Lake) -> list[str]:
    return [row["set_aside"] for row in lake.read(QUARANTINE).orderBy("delivery_date", "line_no").collect()]


def accepted(lake: Lake, table: Any = RAW_EVENTS) -> int:
    return lake.read(table).where("set_aside IS NULL").count()


BAD_LINES = {
    "unparsable": (b"{broken", "line is not json"),
    "encoding": (
        b'{"id": "a", "kind": "M\xfcller", "ts": "x"}',
        "line is not UTF-8; the feed's `encoding` says what it is",
    ),
    "nul": (b'{"id": "a\0", "kind": "view"}', "line holds NUL bytes"),
    "10_mb": (b'{"id": "' + b"a" * 10_000_000 + b'"}', "line is longer than 1 MB: 10000010 bytes"),
    "future": (
        b'{"id": "a", "kind": "view", "ts": "2026-03-09"}',
        "received_at is in the future: 2026-03-09 00:00:00",
    ),
    "date": (b'{"id": "a", "kind": "view", "ts": "9.3.26"}', "received_at is not a timestamp: 9.3.26"),
    "negative": (EVENT.replace("}", ', "worth": "-5"}').encode() % b"a", "value is negative: -5.000000"),
    "decimal_comma": (
        EVENT.replace("}", ', "worth": "12,50"}').encode() % b"a",
        "value is not a decimal(18,6): 12,50",
    ),
}


@pytest.fixture(scope="module")
def bad_lines(shared_ingest) -> dict[str, Told]:
    """What one night tells of a file for each bad line."""
    _, night = shared_ingest("bad_lines")
    return told(night({f"web/2026-03-01/{case}.jsonl": EVENTS + line + b"\n" for case, (line, _) in BAD_LINES.items()}))


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_is_set_aside_with_its_reason(bad_lines, case):
    found = bad_lines[f"web/2026-03-01/{case}.jsonl"]

    assert found == Told([(SOUND + 1, 1, "kept")], [(SOUND + 1, BAD_LINES[case][1])], SOUND)


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


SOUND_FILE = "web/2026-03-01/a.jsonl"
PACKED = gzip.compress(EVENTS * 50)


BAD_FILES = {
    "web/2026-03-01/cut.jsonl.gz": (PACKED[:-20], "file cannot be opened: Compressed file ended before"),
    "web/2026-03-01/no.jsonl.gz": (b"no gzip at all", "file cannot be opened: Not a gzipped file"),
    "web/2026-03-01/empty.jsonl": (b"", "file is empty"),
    "app/2026-03-01/cut.parquet": (parquet(id=["a"], ts=["2026-03-01"])[:-9], "file cannot be opened: Parquet"),
    "app/2026-03-01/empty.parquet": (b"", "file is empty"),
}


@pytest.fixture(scope="module")
def bad_files(shared_ingest) -> tuple[dict[str, Told], list[Write], dict[str, Told]]:
    """What is told of all bad files and a sound one, what the next night writes, what is told of other content."""
    root, night = shared_ingest("bad_files")
    app = (root / "feeds/shop.yml").read_text().replace("shop", "app").replace("csv", "parquet")
    (root / "feeds/app.yml").write_text(app.replace('options: {sep: ";"}\n', ""))
    bad = {name: content for name, (content, _) in BAD_FILES.items()}
    first = told(night({SOUND_FILE: EVENTS, **bad}))
    again = night({}).writes
    other = {name: PACKED if name.endswith("gz") else content + b" " for name, content in bad.items()}
    return first, again, told(night(other))


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_opened_is_held_and_the_others_go_on(bad_files, name):
    first, again, mended = bad_files

    [(line, reason)] = first[name].aside
    assert (line, first[name].kept, first[name].deliveries) == (0, 0, [(1, 1, "held")])
    assert reason.startswith(BAD_FILES[name][1])
    assert first[SOUND_FILE] == mended[SOUND_FILE] == Told([(SOUND, 0, "kept")], [], SOUND)
    assert first.keys() == {SOUND_FILE, *BAD_FILES}
    assert again == []  # a later night does not ask again
    assert len(mended[name].deliveries) == 2
    assert mended[name].kept == (50 * SOUND if name.endswith("gz") else 0)


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
