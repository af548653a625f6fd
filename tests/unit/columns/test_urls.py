import pytest
from pyspark.sql import functions as F

from hard_urls import MEDIUMS, PERSONAL, PERSONAL_NAMES
from tandem.columns.urls import (
    decoded,
    host_of,
    host_of_other,
    page_of,
    parameter,
    parameters_of,
    query_of,
    without_personal_parameters,
)

SHOP = "https://www.Shop.example:443/p/7?utm_source=Google&gclid=AbC#top"


@pytest.fixture
def seen(rows):
    """`seen(column, text, ...)`: the column's value for each text."""

    def evaluate(column, *texts):
        return [row[0] for row in rows("url string", *((text,) for text in texts)).select(column).collect()]

    return evaluate


def test_host_and_page_of_an_address(seen):
    texts = (SHOP, "android-app://com.slack/", "/cart?x=1", "https://user@a.example", None)

    assert seen(host_of(F.col("url")), *texts) == ["shop.example", "com.slack", None, "a.example", None]
    assert seen(page_of(F.col("url")), SHOP, "/cart?x=1", None) == ["www.shop.example:443/p/7", "/cart", None]


def test_a_parameter_is_decoded_and_only_whole_names_count(seen):
    medium = decoded(parameter(parameters_of(query_of(F.col("url"))), "medium"))

    assert seen(medium, *(url for url, _ in MEDIUMS)) == [value for _, value in MEDIUMS]


@pytest.mark.parametrize(
    ("query", "value"),
    [("x=1&x=2", "1"), ("x=&x=2", "2"), ("x=", None), ("ax=1", None), ("y=&x=ü%20&z", "ü%20"), ("x=1=2", "1=2")],
)
def test_of_a_repeated_parameter_the_first_with_a_value_counts(seen, query, value):
    assert seen(parameter(parameters_of(F.col("url")), "x"), query) == [value]


@pytest.mark.parametrize(
    ("referrer", "url", "host"),
    [
        ("https://shop.example/p/1", "https://shop.example/p/2", None),
        ("https://www.shop.example", "https://shop.example:443/p/2", None),
        ("http://Shop.example/p", "https://shop.example/p", None),
        ("https://a.example/https://shop.example/", "https://shop.example/", "a.example"),
        ("https://a.example/p", None, "a.example"),
        ("/p", "/p", None),
        ("a/b/c", "https://shop.example/", None),
        (None, "https://shop.example/", None),
    ],
)
def test_only_another_site_is_a_referrer(rows, referrer, url, host):
    frame = rows("referrer string, url string", (referrer, url))

    assert [row[0] for row in frame.select(host_of_other(F.col("referrer"), F.col("url"))).collect()] == [host]


def test_personal_parameters_lose_their_values_and_nothing_else_does(seen):
    cleaned = without_personal_parameters(F.col("url"), PERSONAL_NAMES)

    assert seen(cleaned, *(url for url, _, _ in PERSONAL)) == [clean for _, clean, _ in PERSONAL]


@pytest.mark.parametrize(
    ("url", "host", "page", "query"),
    [
        ("https://a.example", "a.example", "a.example/", None),
        ("https://a.example?x=1", "a.example", "a.example/", "x=1"),
        ("https://a.example#f?x=1", "a.example", "a.example/", None),
        ("https://a.example/p#?x=1", "a.example", "a.example/p", None),
        ("https://a.example/?", "a.example", "a.example/", None),
        ("https://a.example/r?to=https://b.example/?y=1", "a.example", "a.example/r", "to=https://b.example/?y=1"),
        ("/go/https://b.example/p", None, "/go/https://b.example/p", None),
        ("a.example/go://b", None, "a.example/go://b", None),
        ("://a.example/p", None, "://a.example/p", None),
        ("https://jo@WWW.A.example:8080/P", "a.example", "jo@www.a.example:8080/P", None),
        ("https:///p", None, "/p", None),
        ("https://münchen.example/straße?q=ü", "münchen.example", "münchen.example/straße", "q=ü"),
        ("", None, "/", None),
    ],
)
def test_an_address_is_cut_at_its_first_marks(seen, url, host, page, query):
    parts = F.struct(host_of(F.col("url")), page_of(F.col("url")), query_of(F.col("url")))

    assert tuple(seen(parts, url)[0]) == (host, page, query)
