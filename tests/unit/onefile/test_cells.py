import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tandem.errors import TandemError, UsageError
from tandem.onefile.cells import column_names, read_cells


def written(tmp_path, content, name="ads.csv"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def columns(file, *wanted):
    return list(read_cells(file, wanted).columns.values())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_cuts_the_header(tmp_path, delimiter):
    file = written(tmp_path, f'name{delimiter}"clicks{delimiter} all"\na{delimiter}1\n')

    assert column_names(file) == ["name", f"clicks{delimiter} all"]
    assert columns(file, "name") == [["a"]]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfname,clicks\n\xc3\xa4,1\n",
        "name,clicks\nä,1\n".encode("utf-16"),
        gzip.compress("name,clicks\nä,1\n".encode()),
        gzip.compress("name,clicks\nä,1\n".encode("utf-16")),
        "\n \nname,clicks\r\n\r\nä ,1\r\n,\r\n".encode(),
    ],
    ids=["utf_8_mark", "utf_16", "gzip", "gzip_of_utf_16", "blank_lines_and_windows_ends"],
)
def test_one_table_is_read_alike_however_it_was_saved(tmp_path, content):
    file = written(tmp_path, content)

    assert column_names(file) == ["name", "clicks"]
    assert columns(file, "clicks", "name") == [["1"], ["ä"]]


def test_parquet_columns_of_any_type_are_read_as_text(tmp_path):
    table = pa.table({"name": pa.array(["a", None]).dictionary_encode(), "clicks": [1, None], "spend": [1.5, 1e8]})
    pq.write_table(table, tmp_path / "ads.parquet")

    found = read_cells(tmp_path / "ads.parquet", ["name", "clicks", "spend"])

    assert found.columns == {"name": ["a", ""], "clicks": ["1", ""], "spend": ["1.5", "100000000"]}
    assert found.where(1) == f"{tmp_path / 'ads.parquet'}, row 2"


def test_a_quoted_cell_over_two_lines_keeps_the_count_of_lines(tmp_path):
    file = written(tmp_path, 'name,clicks\n"a\nb",1\nc,x\n')

    assert read_cells(file, ["clicks"]).where(1) == f"{file}, line 4"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty, expected a line of column names"),
        ("\n \n", "is empty, expected a line of column names"),
        ("name,clicks\n", "has a header and no rows"),
        ("name,clicks\na,1\nb,2,3\n", "line 3: has 3 cells, expected 2 as in the header"),
        ("name,clicks\n\na\n", "line 3: has 1 cells, expected 2 as in the header"),
        (b"name,clicks\n\xe4,1\n", r"is not text in UTF-8 or UTF-16 \(byte 0xe4\)"),
        (b"\x1f\x8bbroken", "cannot be read"),
        (gzip.compress(b"name,clicks\na,1\n" * 99)[:-20], "cannot be read"),
        (b"PAR1broken", "is no whole parquet file"),
    ],
    ids=["empty", "blank", "no_rows", "long", "short", "latin_1", "no_gzip", "cut_gzip", "no_parquet"],
)
def test_a_file_that_is_no_table_is_told_in_one_line(tmp_path, content, message):
    file = written(tmp_path, content)

    with pytest.raises(TandemError, match=message) as told:
        read_cells(file, column_names(file)[:1])
    assert str(told.value).startswith(str(file))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_a_missing_file_is_wrong_use(tmp_path, name):
    with pytest.raises(UsageError, match="no such file, expected a csv"):
        column_names(tmp_path / name)
