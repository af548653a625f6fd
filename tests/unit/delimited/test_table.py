"""One table is read alike however it was saved, and what is none is told with its line."""

import gzip
import io

import pytest

from tandem.delimited.table import delimiter_of, open_table, place_of, table_in
from tandem.errors import UsageError

TEXT = "name,clicks\nä,1\n"
ROWS = [["ä", "1"]]


@pytest.fixture
def table(tmp_path):
    """`table(bytes)`: the table of a file of them."""

    def opened(content, **options):
        (tmp_path / "t.csv").write_bytes(content)
        return open_table(tmp_path / "t.csv", **options)

    return opened


def rows(found):
    return [row for _, row in found.rows()]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        gzip.compress(TEXT.encode(), mtime=0),
        gzip.compress(TEXT.encode("utf-16"), mtime=0),
        b"\n \n" + TEXT.replace("\n", "\r\n\r\n").encode(),
    ],
    ids=["utf_8", "utf_8_mark", "utf_16", "gzip", "gzip_of_utf_16", "blank_lines_and_windows_ends"],
)
def test_one_table_is_read_alike_however_it_was_saved(table, monkeypatch, content):
    found = table(content)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    piped = open_table("-")

    assert found.header == piped.header == ("name", "clicks")
    assert rows(found) == rows(piped) == ROWS
    assert piped.where == "standard input"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_cuts_the_header_outside_of_quotes(mark):
    found = table_in(f'name{mark}"clicks{mark} all"\na{mark}1\n', where="t.csv")

    assert (found.header, rows(found)) == (("name", f"clicks{mark} all"), [["a", "1"]])


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("Kampagne;Klicks, alle;Kosten, EUR\na;1;0,5\n", ("Kampagne", "Klicks, alle", "Kosten, EUR")),
        ("path,conversions\na | b | c,2\n", ("path", "conversions")),
        ("url\nhttps://a.example/?x=1,2\n", ("url",)),
        ("name,clicks\na\n", ("name", "clicks")),
    ],
    ids=["decimal_commas", "bars_in_paths", "one_column", "a_short_row"],
)
def test_of_two_delimiters_the_one_that_cuts_header_and_first_row_alike_holds(text, header):
    assert table_in(text, where="t.csv").header == header


def test_a_told_delimiter_is_not_guessed():
    assert table_in("a,b;c\n1,2;3\n", where="t.csv", delimiter=";").header == ("a,b", "c")
    assert delimiter_of("tab") == "\t"
    with pytest.raises(UsageError, match="--delimiter: 'ab' is no delimiter, expected one character, or tab"):
        delimiter_of("ab")


def test_a_row_is_told_by_the_line_that_it_ends_on():
    found = table_in('\nname,clicks\n"a\nb",1\n\nc,x,y\n', where="t.csv")

    assert list(found.rows()) == [(4, ["a\nb", "1"]), (6, ["c", "x", "y"])]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; expected a line of column names, and rows below it"),
        (b"\n \n", "is empty; expected a line of column names"),
        (b"name,clicks\na,1\n\xe4,2\n", r"line 3: is not UTF-8 text \(byte 0xe4\); save it as UTF-8"),
        (TEXT.encode("utf-16-le").join([b"\xff\xfe", b"\x00"]), "line 3: is not UTF-16-LE text"),
        (b"PK\x03\x04" + bytes(range(256)), "holds binary data"),
        (b"\x1f\x8bbroken", "its gzip is broken"),
        (gzip.compress(TEXT.encode() * 99, mtime=0)[:-20], "its gzip is broken"),
    ],
    ids=["empty", "blank", "latin_1", "half_a_letter", "binary", "no_gzip", "cut_gzip"],
)
def test_what_is_no_table_is_one_line_that_says_where(table, tmp_path, content, message):
    with pytest.raises(UsageError, match=message) as told:
        table(content)
    assert str(told.value).startswith(f"{tmp_path / 't.csv'}: ")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_a_missing_file_and_a_folder_are_wrong_use(tmp_path, name):
    with pytest.raises(UsageError, match=r"cannot be read: .*; give a file, or - for standard input"):
        open_table(tmp_path / name)


def test_a_column_stands_once_in_the_header():
    assert place_of("b", ["a", "b"], "t.csv") == 1
    with pytest.raises(UsageError, match=r"t\.csv: no column 'c'; columns are a, b"):
        place_of("c", ["a", "b"], "t.csv")
    with pytest.raises(UsageError, match=r"t\.csv: the header names 'a' 2 times; columns are a, a"):
        place_of("a", ["a", "a"], "t.csv")
