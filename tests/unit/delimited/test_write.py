"""A result stands whole under its name, or what stood there before still does."""

import pytest

from tandem.delimited.write import checked_target, whole, write_csv
from tandem.errors import UsageError


def failing_rows():
    yield ("1", "a")
    raise RuntimeError("stopped")


def test_rows_below_their_head_and_none_is_blank(tmp_path, capsys):
    for out in (str(tmp_path / "o.csv"), "-"):
        write_csv(out, ("id", "text"), [(1, 'a, "b"'), (None, 0.1)])

    assert (tmp_path / "o.csv").read_text() == capsys.readouterr().out == 'id,text\n1,"a, ""b"""\n,0.1\n'


def test_a_write_that_fails_half_way_leaves_what_stood_there_and_nothing_else(tmp_path):
    (tmp_path / "o.csv").write_text("before")

    with pytest.raises(RuntimeError):
        write_csv(str(tmp_path / "o.csv"), ("id", "text"), failing_rows())

    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("o.csv", "before")]


def test_a_file_that_cannot_take_its_name_is_wrong_use_and_leaves_nothing(tmp_path):
    (tmp_path / "o.csv").mkdir()

    with (
        pytest.raises(UsageError, match=r"--out .*o\.csv: cannot be written: Is a directory"),
        whole(str(tmp_path / "o.csv")) as part,
    ):
        part.write_text("x")

    assert [each.name for each in tmp_path.iterdir()] == ["o.csv"]


def test_a_target_is_checked_before_anything_is_read(tmp_path):
    read = tmp_path / "read.csv"
    read.write_text("x")

    assert checked_target("-", ".csv") == "-"
    assert checked_target(tmp_path / "o.CSV", ".csv") == str(tmp_path / "o.CSV")
    assert checked_target(tmp_path / "o.txt", beside=read) == str(tmp_path / "o.txt")
    with pytest.raises(UsageError, match=r"o\.xlsx: ends in '\.xlsx'; allowed: \.csv, or - for standard output"):
        checked_target(tmp_path / "o.xlsx", ".csv")
    with pytest.raises(UsageError, match="o: ends in 'nothing'"):
        checked_target(tmp_path / "o", ".csv")
    with pytest.raises(UsageError, match="there is no folder"):
        checked_target(tmp_path / "no" / "o.csv", ".csv")
    with pytest.raises(UsageError, match="is the file that is read"):
        checked_target(read, ".csv", beside=read)
