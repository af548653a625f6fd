"""Files of paths in the layouts people have, and each way in which one can be bad."""

import gzip

import pytest

from tandem.errors import PathsError, TandemError, UsageError
from tandem.paths.file import Untouched
from tandem.paths.read import Layout, read_paths

HEADER = "path,total_conversions,total_conversion_value,total_null\n"
GOOD = HEADER + "a > b,2,30,1\nb,1,5,4\n"


@pytest.fixture
def read(tmp_path):
    def read_text(text, columns=None, **options):
        path = tmp_path / "paths.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_paths(path, Layout(columns or {}, **options))

    return read_text


def told(found):
    """Each path as its channels, conversions, value and journeys without a conversion."""
    paths = found.paths
    channels = [[] for _ in paths.starts]
    for path, number in zip(paths.path, paths.touch, strict=True):
        channels[path].append(paths.names[number])
    amounts = [column.tolist() for column in (paths.conversions, paths.value, paths.nulls) if column is not None]
    return [(" > ".join(names), *amount) for names, *amount in zip(channels, *amounts, strict=True)]


EXPECTED = [("a > b", 2, 30, 1), ("b", 1, 5, 4)]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        gzip.compress(GOOD.encode(), mtime=0),
        "\ufeff" + GOOD,
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace("\n", "\r\n") + "\r\n\r\n",
        "\n" + GOOD,
        GOOD.encode("utf-16"),
        GOOD.replace("total_null", "total_null,,").replace("0,1\n", "0,1,,\n").replace("5,4\n", "5,4,,\n"),
        'Path;Conversions;Revenue;Non-Conversions\n"a > b";2;30.0;1\n b ;1;5;4\n',
    ],
    ids=[
        "comma",
        "gzip",
        "byte_order_mark",
        "semicolon",
        "tab",
        "windows",
        "blank_line_first",
        "utf_16",
        "nameless_columns",
        "other_names",
    ],
)
def test_one_path_a_row(read, text):
    assert told(read(text)) == EXPECTED


def test_columns_are_named_where_they_are_not_guessed(read):
    columns = {"path": "Weg", "conversions": "Käufe", "nulls": "Rest", "value": "Umsatz"}
    assert told(read("Weg,Käufe,Rest,Umsatz\na > b,2,1,30\nb,1,4,5\n", columns)) == EXPECTED


def test_a_file_without_value_or_nulls_has_none(read):
    found = read("path,conversions\na > b,2\n").paths
    assert (found.value, found.nulls) == (None, None)


def test_the_separator_is_told(read):
    assert told(read("path|conversions\na>b|2\n", separator=">", delimiter="|")) == [("a > b", 2)]


def test_a_separator_within_quotes_is_part_of_a_name(read):
    found = read('path,conversions\n"""Search > Brand"" > b > ""say """"hi"""" "" > TV 5""",2\n')
    assert found.paths.names == ("Search > Brand", "b", 'say "hi"', 'TV 5"')


def test_conversions_without_a_touch_are_kept_apart(read):
    found = read(GOOD + ",7,70,9\n")
    assert found.untouched == Untouched(7, 70, 9)
    assert told(found) == EXPECTED


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a > b,-3,1,1", r"line 4: total_conversions is negative, expected a number from 0; given '-3'"),
        ("a,1,-0.5,1", r"total_conversion_value is negative"),
        ("a,1,1,-1", r"total_null is negative"),
        ("a > b,,1,1", r"total_conversions is missing, expected a number from 0"),
        ("a > b,1,,1", r"total_conversion_value is missing"),
        ("a > b,1,1,", r"total_null is missing"),
        ("a > b,many,1,1", r"total_conversions is not a number.*; given 'many'"),
        ("a > b,nan,1,1", r"total_conversions is not a number"),
        ("a > b,inf,1,1", r"total_conversions is not a number"),
        ('a > b,"1,5",1,1', r"total_conversions is not a number"),
        ("a > b,1_0,1,1", r"total_conversions is not a number"),
        ("a > b,0,12,1", r"total_conversion_value without a conversion, expected 0; given '12'"),
        ("a >  > b,1,1,1", r"the path has an empty step, expected a channel at each; given 'a >  > b'"),
        ("a > > b,1,1,1", r"the path has an empty step"),
        ("a >,1,1,1", r"the path has an empty step"),
        (" > a,1,1,1", r"the path has an empty step"),
        (">,1,1,1", r"the path has an empty step"),
        ('a > """" > b,1,1,1', r"the path has an empty step|not closed"),
        ('"""a > b",1,1,1', r"a quote in the path is not closed"),
        ("a>b,1,1,1", r"a step holds '>', which is not the separator ' > ' \(--separator\)"),
        ("a > b,1,1", r"the row is not 4 fields long, like the header; given '3'"),
        ("a > b,1,1,1,1", r"the row is not 4 fields long"),
        (",,,", r"total_conversions is missing"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_or_set_aside_and_counted(read, row, said):
    text = GOOD + row + "\n"
    with pytest.raises(PathsError, match=rf"paths.csv: .*{said}.*1 of 3 rows are bad: repair them, or set them aside"):
        read(text)

    found = read(text, max_bad_share=0.5)
    assert told(found) == EXPECTED
    assert (found.ledger.rows, found.ledger.bad) == (3, 1)


def test_a_share_of_bad_rows_just_over_the_limit_is_refused(read):
    text = GOOD + "a,x,1,1\n"
    assert read(text, max_bad_share=1 / 3).ledger.bad == 1
    with pytest.raises(PathsError):
        read(text, max_bad_share=0.33)


def test_a_file_of_bad_rows_only_is_refused_whatever_may_be_set_aside(read):
    with pytest.raises(PathsError, match="1 of 1 rows are bad"):
        read(HEADER + "a,x,1,1\n", max_bad_share=1.0)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("", UsageError, "is empty; expected a line of column names, and rows below it"),
        ("\n \n", UsageError, "is empty"),
        (HEADER, PathsError, "a header and no rows"),
        (HEADER + "a,0,0,3\n", PathsError, "column total_conversions sums to 0: no conversions, nothing to credit"),
        (HEADER + ",4,1,3\n", PathsError, "no path has a touch"),
        (GOOD.encode() + b"\xe4,1,1,1\n", UsageError, r"line 4: is not UTF-8 text \(byte 0xe4\); save it as UTF-8"),
        (gzip.compress(GOOD.encode(), mtime=0)[:30], UsageError, "its gzip is broken"),
        ("path,path,conversions\na,b,1\n", UsageError, "the header names 'path' 2 times"),
        (
            "path,purchases\na,1\n",
            UsageError,
            r"no column for conversions \(a column like total_conversions\); columns are",
        ),
        ("weg,conversions\na,1\n", UsageError, r"no column for path .*; name it by --column path=NAME"),
        ("user,conversions\na,1\n", UsageError, r"no column for channel \(a column like channel\)"),
        ("path,conversions\na|b,1\nc|a|b,2\n", UsageError, r"no path holds the separator ' > ', but 'a\|b' holds '\|'"),
        ("path,conversions\na → b,1\n", UsageError, r"holds '→'; name what stands between steps by --separator '→'"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_error(read, text, error, said):
    with pytest.raises(error, match=rf"paths.csv: .*{said}"):
        read(text)


def test_a_missing_file_and_a_folder_are_wrong_use(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UsageError, match=r"cannot be read: .*; give a file, or - for standard input"):
            read_paths(path, Layout({}))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"columns": {"value": "profit"}}, r"no column 'profit' \(--column\); columns are path, total_conversions"),
        ({"separator": ""}, "--separator: '' is no separator"),
        ({"separator": '"'}, "--separator"),
        ({"delimiter": "ab"}, "--delimiter: 'ab' is no delimiter, expected one character, or tab"),
        ({"max_bad_share": 1.5}, "--max-bad-share: 1.5 is no share"),
    ],
)
def test_wrong_options_are_wrong_use(read, options, said):
    with pytest.raises(UsageError, match=said):
        read(GOOD, **options)


def test_an_error_is_one_line(read):
    with pytest.raises(TandemError) as failed:
        read(HEADER + '"a > \n > b",1,1,1\n')
    assert "\n" not in str(failed.value)
