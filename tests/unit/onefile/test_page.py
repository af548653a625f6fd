import re

import pytest

from tandem.onefile.page import SHOWN, render
from tandem.onefile.quadrants import judge_file

FIELDS = ("name", "impressions", "clicks", "conversions", "spend", "value", "channel", "date")
HEAD = "ad,impressions,clicks,conversions"


@pytest.fixture
def page(tmp_path):
    def draw(*lines, head=HEAD):
        file = tmp_path / "my ads.csv"
        file.write_text("\n".join([head, *lines]))
        return render(judge_file(file, dict.fromkeys(FIELDS)))

    return draw


def test_the_page_says_what_the_verdicts_are_and_what_to_know(page):
    found = page("h,1000000,20000,2000", "t,1000000,5000,125")

    assert "<h1>my ads.csv</h1>" in found
    assert "Of 2 ads, 1 is in harmony and 1 in struggle." in found
    assert "No column of days, so over-dispersion cannot be measured" in found
    assert found.count("<svg role") == 2


def test_the_page_runs_nothing_and_loads_nothing(page):
    found = page("h,1000000,20000,2000", "t,1000000,5000,125")

    assert not re.search(r"<script|\son\w+=|https?:|//\w|url\((?!#)|@import|<link|<img", found)


def test_columns_stand_only_for_what_the_file_tells(page):
    assert not re.search(r">(Channel|Spend|Value|Value / spend)</th>", page("a,9,1,1"))
    more = page("a,9,1,1,x,2.5,5", head=f"{HEAD},channel,spend,value")
    assert all(f">{head}</th>" in more for head in ("Channel", "Spend", "Value", "Value / spend"))
    assert '<td class="number">2.00</td>' in more


def test_an_axis_is_tinted_where_it_is_decided(page):
    found = page("h,1000000,20000,2000", "t,1000000,5000,125")

    assert found.count('class="number index high"') == 2
    assert found.count('class="number index low"') == 2


def test_a_page_shows_the_decided_and_the_largest_of_many(page):
    found = page(*(f"a{number},{1000 + number},9,1" for number in range(SHOWN + 50)))

    assert f"{SHOWN} of 150 ads, decided and largest first" in found
    assert '<th scope="row">a149</th>' in found
    assert '<th scope="row">a0</th>' not in found


def test_names_are_text_wherever_they_stand(page):
    assert "<script>" not in page("<script>alert(1)</script>,1000000,20000,2000", "t,1000000,5000,125")


@pytest.mark.parametrize("lines", [("a,0,0,0",), ("a,9,0,0", "b,9,0,0"), ("a,9,1,0", "b,9,1,0")])
def test_a_file_that_says_little_has_a_page_all_the_same(page, lines):
    assert "decided yet." in page(*lines)
