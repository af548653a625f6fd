import re
from collections import Counter
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from tandem.pages import is_published, render_page
from tandem.pages.content import (
    Book,
    Campaign,
    ChannelCredit,
    Estimate,
    FeedRows,
    Gap,
    Measure,
    PageContent,
    Standing,
)

NIGHT = date(2026, 3, 28)
VERDICTS = ("harmony", "seduction", "precision", "struggle", "at par", "undecided")
EMPTY = PageContent("Northwind", "Marketing scorecard", date(2026, 3, 1), NIGHT, NIGHT, "EUR", "last", "Last touch")


def campaign(number, verdict="harmony", **known):
    index = 0.5 + number % 17 / 8
    return Campaign(
        f"c{number}",
        f"Campaign {number}",
        "Display",
        verdict,
        impressions=1000.0 + number,
        ad_clicks=10.0,
        ctr=known.pop("ctr", Estimate(0.01, 0.008, 0.012)),
        ctr_index=Estimate(index, index * 0.8, index * 1.25),
        cr=Estimate(0.02, 0.01, 0.03),
        cr_index=Estimate(1 / index, 0.5 / index, 2 / index),
        **{"spend": 12.0, "spend_completeness": 1.0, "roas": Estimate(3.0, 2.0, 4.0), **known},
    )


def content(campaigns):
    return replace(
        EMPTY,
        campaigns=tuple(campaigns),
        verdicts=Counter(each.verdict for each in campaigns),
        measures=(
            Measure("ctr", "CTR", "customer", Estimate(0.0132, 0.0128, 0.0136), "rate", 0.973, is_headline=True),
            Measure("spend", "Spend", "financial", Estimate(), "money", is_headline=True),
            Measure("roas", "ROAS", "financial", Estimate(2.0), "ratio", 1.0, "at least 3", "off target", "media"),
        ),
        credit=(ChannelCredit("Display", 10.0, {"last": 2.0, "first": 3.0}, {"last": 20.0, "first": 30.0}),),
        ledger=(FeedRows("events", 100, 90, {"bot": 10}),),
        books=(Book("credit = conversions", 6), Book("spend in = spend out", 2, ("google",), 4.0)),
        gaps=(Gap("ad_reports", "meta", (date(2026, 3, 5),)),),
        definitions=(Standing("channels", 3, "analytics", date(2026, 1, 1), "abc"),),
        run_id="r1",
        versions={"metrics.days": 7},
        published="r1",
    )


class Outline(HTMLParser):
    """Headings, table heads without scope, and elements left open."""

    VOID = ("meta", "br", "hr", "col")

    def __init__(self, page):
        super().__init__()
        self.headings, self.unscoped, self.open, self.wrong = [], 0, [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.unscoped += tag == "th" and "scope" not in dict(attributes)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.fixture(scope="module")
def page():
    return render_page(content([campaign(number, VERDICTS[number % 6]) for number in range(24)]))


def test_the_page_runs_nothing_and_loads_nothing(page):
    assert "<script" not in page
    assert not re.search(r"\son\w+=", page)
    assert not re.search(r"https?:|//\w|url\((?!#)|@import|<link|<img", page)


def test_headings_go_down_one_step_at_a_time_and_every_element_is_closed(page):
    outline = Outline(page)

    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert (outline.wrong, outline.open, outline.unscoped) == ([], [], 0)


def test_every_campaign_is_in_the_table(page):
    assert [number for number in range(24) if f">Campaign {number}<small>c{number}</small></th>" not in page] == []


def test_ids_on_the_page_are_unique_and_all_that_is_pointed_at_is_there(page):
    ids = re.findall(r' id="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert {name for names in re.findall(r'aria-labelledby="([^"]+)"', page) for name in names.split()} <= set(ids)


def test_charts_have_a_title_and_a_description(page):
    charts = re.findall(r"<svg role.*?</svg>", page, re.DOTALL)

    assert len(charts) == 4
    assert all("<title" in chart and "<desc" in chart for chart in charts)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><b onload=x>', "Müller & Söhne <Berlin>", "]]></svg>"]
)
def test_names_are_text_wherever_they_stand(name):
    hostile = replace(campaign(1, why=name), campaign_id=name, name=name, channel=name)
    credit = (ChannelCredit(name, None, {"last": 1.0}, {"last": 1.0}),)
    said = {
        "company": name,
        "title": name,
        "credit": credit,
        "missing": (name,),
        "disclosures": (name,),
        "run_id": name,
    }
    page = render_page(replace(content([hostile]), **said, published=name))

    assert name not in page
    assert Outline(page).wrong == []


def test_spend_that_did_not_come_is_never_zero():
    page = render_page(content([campaign(1, spend=None, spend_completeness=None, roas=Estimate())]))

    assert '<td class="number">not reported</td>' in page
    assert "€0" not in page


def test_an_undecided_campaign_says_what_it_still_needs():
    waiting = campaign(1, "undecided", needed_impressions=12345, needed_clicks=-1)
    page = render_page(content([waiting, campaign(2, "undecided", needed_clicks=432)]))

    assert "about 12k impressions; out of reach" in page
    assert "None of the 2 campaigns is decided yet." in page
    assert "Campaign 2 is nearest to a verdict, about 430 clicks away." in page


def test_a_book_that_fails_says_where(page):
    assert "✗ fails for google" in page
    assert "✓ holds" in page


def test_the_headline_counts_every_campaign(page):
    headline = "Of 24 campaigns, 4 are in harmony, 4 in seduction, 4 in precision, 4 in struggle and 4 at par"
    assert f"{headline}; 4 are not decided yet." in page


def test_a_campaign_without_rates_is_not_called_undecided():
    page = render_page(content([campaign(1), campaign(2, "undecided"), campaign(3, "no rates")]))
    assert "Of 2 campaigns, 1 is in harmony; 1 is not decided yet; 1 more has no rates to be judged by." in page


def test_an_empty_company_has_a_page():
    page = render_page(replace(EMPTY, missing=("No events came.",)))

    assert "No campaign can be judged" in page
    assert "No events came." in page
    assert Outline(page).wrong == []


def test_a_page_of_a_hundred_campaigns_stays_under_two_megabytes():
    page = render_page(content([campaign(number, VERDICTS[number % 6]) for number in range(100)]))

    assert len(page.encode()) < 2_000_000


def test_the_same_content_makes_the_same_page(page):
    again = render_page(content([campaign(number, VERDICTS[number % 6]) for number in range(24)]))

    assert again == page


def test_a_page_is_known_by_its_mark(tmp_path, page):
    path = tmp_path / "scorecard.html"
    assert not is_published(path, "r1")

    path.write_text(page, encoding="utf-8")
    assert is_published(path, "r1")
    assert not is_published(path, "r2")


def test_credit_that_consent_hides_is_told_by_channel():
    earned = ({"last": 6.0}, {"last": 60.0})
    credit = (ChannelCredit("Display", 10.0, *earned, 0.25), ChannelCredit("Direct", None, *earned))

    page = render_page(replace(content([campaign(1)]), credit=credit, credit_model_id="last"))

    assert "25%<small>about 2.0 conv.</small>" in page
    assert "Clicks without consent earn nothing." in page
    without = replace(content([campaign(1)]), credit=(replace(credit[0], hidden=0.0), credit[1]))
    assert "Clicks without consent earn nothing." not in render_page(without)


def test_the_first_causes_of_a_campaign_stand_below_its_numbers():
    page = render_page(content([campaign(1, brief="Harmony: <all> is well."), campaign(2)]))

    assert page.count('class="brief"') == 1
    place = page.index("Harmony: &lt;all&gt; is well.")
    assert page.index(">Campaign 1<") < place
    rows = re.findall(r"<tr[^>]*>.*?</tr>", page[page.index('<table class="campaigns"') : place + 100])
    head, brief = rows[0], rows[-1]
    assert int(re.search(r'colspan="(\d+)"', brief)[1]) == head.count("<th")


def test_a_perspective_says_what_share_of_its_targets_is_reached_by_their_weight():
    def aimed(name, status, weight):
        return Measure(name, name, "financial", Estimate(2.0), "ratio", 1.0, "at least 1", status, weight=weight)

    measures = (aimed("roas", "on target", 3.0), aimed("cpa", "off target", 1.0), aimed("spend", "no target", 9.0))
    page = render_page(replace(EMPTY, measures=(*measures, Measure("ctr", "CTR", "customer", Estimate(), "rate"))))

    assert ">Financial · 75% of its targets reached, by weight<" in page
    assert ">Customer<" in page
