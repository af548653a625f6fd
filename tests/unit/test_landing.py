"""Landed files as rows: whatever its size, packing or line ends, a file gives the same numbered lines."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tandem import landing as module
from tandem.landing import Landing

FILES = {
    "a.txt": b"\xef\xbb\xbfone\r\n\r\nthree\r\n",
    "b.txt.gz": gzip.compress(b"uno\n \ntres"),
    "c.txt": "één\u2028 line\n".encode(),
    "d.txt": b"\n",
}
LINES = [("a.txt", 1, "one"), ("a.txt", 3, "three"), ("b.txt.gz", 1, "uno"), ("b.txt.gz", 3, "tres"),
         ("c.txt", 1, "één\u2028 line")]  # fmt: skip


@pytest.fixture
def landing(spark, tmp_path) -> Landing:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return Landing(spark, tmp_path)


@pytest.mark.parametrize("small_bytes", [module.SMALL_BYTES, 10, 0], ids=["all small", "mixed", "all large"])
def test_lines_are_numbered_by_their_place_in_the_file(landing, monkeypatch, small_bytes):
    monkeypatch.setattr(module, "SMALL_BYTES", small_bytes)
    files = landing.files()

    with landing.numbering(files):
        rows = landing.lines(files).collect()

    assert sorted((row.uri.rsplit("/", 1)[-1], row.line_no, row.line) for row in rows) == LINES


def test_rows_of_parquet_files_are_numbered_in_each_file(landing, tmp_path):
    for name in ("x.parquet", "y.parquet"):
        pq.write_table(pa.table({"n": [10, 20, 30]}), tmp_path / name)
    files = [file for file in landing.files() if file.path.endswith(".parquet")]

    rows = landing.parquet(files).collect()

    assert sorted((row.uri[-9:], row.line_no, row.n) for row in rows) == [
        (name, place, 10 * place) for name in ("x.parquet", "y.parquet") for place in (1, 2, 3)
    ]


@pytest.mark.usefixtures("landing")
def test_files_are_named_below_the_folder_whatever_way_leads_to_it(spark, tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    link = tmp_path.with_name(f"{tmp_path.name}-link")
    link.symlink_to(tmp_path, target_is_directory=True)
    ways = [Path(".."), tmp_path / "work" / "..", Path("../..") / tmp_path.name, link]

    assert [[file.path for file in Landing(spark, way).files()] for way in ways] == [sorted(FILES)] * len(ways)


def test_only_files_that_cannot_be_opened_have_a_fault(landing, tmp_path):
    (tmp_path / "e.txt.gz").write_bytes(FILES["b.txt.gz"][:-9])

    found = landing.faults(landing.files())

    assert list(found) == ["e.txt.gz"]
    assert landing.faults([]) == {}
