"""Rows of a file of visits or links become what they state, and bad ones are told with their line."""

import pytest

from tandem.channels.marks import Stated
from tandem.channels.visits_file import read_visits
from tandem.delimited.table import table_in
from tandem.errors import TandemError, UsageError


def read(text):
    return read_visits(table_in(text, where="visits.csv"), ["gclid"])


def test_rows_that_state_the_same_are_counted_together():
    assert read("id,Source,utm_medium,COUNT\n1,Google,CPC,3\n2,google,cpc,4\n3,,,5\n") == {
        Stated("google", "cpc"): 7,
        Stated(): 5,
    }


def test_a_rows_own_source_and_medium_come_before_those_of_its_address():
    address = "https://shop.example/?utm_source=bing&utm_medium=cpc&utm_campaign=spring&gclid=x"
    lines = [f"{address},,,", f"{address},crm,,", f"{address},,,sale", "https://shop.example/,,,"]

    assert list(read("\n".join(["url,source,medium,campaign", *lines]))) == [
        Stated("bing", "cpc", "spring", ("gclid",)),
        Stated("crm", None, "spring", ("gclid",)),
        Stated("bing", "cpc", "sale", ("gclid",)),
        Stated(),
    ]


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (
            "page,count\na,1\n",
            UsageError,
            "no column is one of source, medium, campaign, referrer, url; columns are page",
        ),
        ("url,url\na,b\n", UsageError, "the header names 'url' 2 times"),
        ("url,count\n/,1.5\n", TandemError, "line 2: count is '1.5', expected a whole number from 0"),
        ("url,count\n/,1\n/,\n", TandemError, "line 3: count is ''"),
        ("url,count\n/,1\n/\n", TandemError, "line 3: has 1 cells; expected 2 as in the header"),
        ("url\n", TandemError, "has a header and no rows"),
    ],
    ids=["no_column", "twice", "half_a_visit", "no_count", "short_row", "no_rows"],
)
def test_a_bad_file_is_one_clear_line(text, error, said):
    with pytest.raises(error, match=rf"^visits\.csv: {said}"):
        read(text)
