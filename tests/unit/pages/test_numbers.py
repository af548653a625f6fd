import pytest

from tandem.pages.content import Estimate
from tandem.pages.numbers import ABSENT, EN_DASH, count, in_unit, interval, money, needed, rate, ratio, share, short


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (count(1234567.4), "1,234,567"),
        (rate(0.0132421), "1.32%"),
        (rate(0.000178813), "0.0179%"),
        (rate(0.4), "40.0%"),
        (rate(1.0), "100%"),
        (rate(0.0), "0%"),
        (ratio(3.214), "3.21"),
        (money(1234567.8, "EUR"), "€1,234,568"),
        (money(12.345, "CHF"), "CHF 12.35"),
        (money(-250.0, "USD"), "\u2212$250"),
        (short(999_600), "1.00m"),
        (short(12_340), "12.3k"),
        (in_unit(1234567.8, "money", "EUR", tight=True), "€1.23m"),
        (in_unit(1234.0, "count", "EUR", tight=True), "1,234"),
        (in_unit(None, "ratio", "EUR"), ABSENT),
    ],
)
def test_numbers_read_as_written(said, text):
    assert said == text


@pytest.mark.parametrize(("value", "text"), [(1.0, "100%"), (0.999, "99%"), (0.5, "50%"), (None, ABSENT)])
def test_a_share_is_whole_only_when_nothing_is_missing(value, text):
    assert share(value) == text


def test_an_interval_names_its_unit_once():
    assert interval(Estimate(0.013, 0.0128, 0.0136), "rate", "EUR") == f"1.28{EN_DASH}1.36%"
    assert interval(Estimate(0.013), "rate", "EUR") == ""


@pytest.mark.parametrize(
    ("impressions", "clicks", "text"),
    [
        (None, None, ""),
        (12345, None, "about 12k impressions"),
        (None, 432, "about 430 clicks"),
        (-1, 900, "out of reach; about 900 clicks"),
        (-1, -1, "out of reach"),
        (1_250_000, None, "about 1.2m impressions"),
        (0, None, "about 0 impressions"),
    ],
)
def test_what_is_needed_is_said_roughly(impressions, clicks, text):
    assert needed(impressions, clicks) == text
