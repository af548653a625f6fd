import pytest

from tandem.delimited.cells import Cells
from tandem.errors import TandemError
from tandem.onefile.numbers import read_numbers


def read(*texts, kind="count", decimal="."):
    cells = Cells("ads.csv", {"Clicks": list(texts)}, range(2, 2 + len(texts)), "line")
    return read_numbers(cells, "Clicks", decimal=decimal, kind=kind)


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("7", ".", 7),
        ("1,234,567", ".", 1_234_567),
        ("1 234", ".", 1_234),
        ("1\u202f234", ",", 1_234),
        ("1'234", ".", 1_234),
        ("1.234.567", ",", 1_234_567),
        ("12.0", ".", 12),
        ("12,00", ",", 12),
        ("1e8", ".", 100_000_000),
    ],
)
def test_a_count_is_read_however_its_thousands_are_parted(text, decimal, number):
    assert read(text, decimal=decimal)[0].tolist() == [number]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [("0.5", "number", 0.5), ("1,234.50", "money", 1234.5), ("€ 3.20", "money", 3.2), ("$1,000", "money", 1000)],
)
def test_conversions_and_money_may_have_decimals_and_money_a_sign(text, kind, number):
    assert read(text, kind=kind)[0].tolist() == [number]


def test_blanks_count_as_zero_and_are_counted():
    numbers, blanks = read("", "--", "N/A", "3", "\u2013")

    assert numbers.tolist() == [0, 0, 0, 3, 0]
    assert blanks == 4


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("abc", "count", "expected a whole number that is 0 or more"),
        ("-5", "count", "expected a whole number that is 0 or more"),
        ("-0.5", "money", "expected a number that is 0 or more"),
        ("1.5", "count", "expected a whole number that is 0 or more"),
        ("1,23", "number", "expected a number that is 0 or more; with --decimal ',' it is 1.23"),
        ("1.234", "count", "expected a whole number that is 0 or more; with --decimal ',' it is 1234"),
        ("12,34,567", "count", "expected a whole number that is 0 or more"),
        ("inf", "number", "expected a number that is 0 or more"),
        ("5%", "number", "expected a number that is 0 or more"),
        ("$5", "count", "expected a whole number that is 0 or more"),
        (".", "number", "expected a number that is 0 or more"),
    ],
)
def test_anything_else_is_refused_with_line_column_and_cell(text, kind, expected):
    with pytest.raises(TandemError) as told:
        read("1", text, kind=kind)

    assert str(told.value) == f"ads.csv: line 3: Clicks is {text!r}, {expected}"
