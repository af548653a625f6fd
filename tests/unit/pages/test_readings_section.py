import re
from dataclasses import replace
from datetime import date
from html import unescape

from tandem.pages import render_page
from tandem.pages.numbers import EN_DASH, MINUS
from tandem.pages.reading import Reading
from tandem.pages.readings import MOST, readings_section
from unit.pages.test_page import Outline, campaign, content


def told(*readings):
    section = readings_section(readings, "EUR")
    text = re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", section))) if section else None
    return text and text.replace(EN_DASH, "-").replace(MINUS, "-")


def efficiency(name, value, low, high):
    return Reading("efficiency", "campaign", name, name, "ctr", "", value, low, high, why=f"why {name}")


def test_campaigns_stand_by_the_lower_end_of_their_efficiency_with_what_a_tenth_of_ctr_is_worth():
    point = {"kind": "revenue per CTR point", "level": "campaign", "measure": "revenue"}
    text = told(
        efficiency("lucky", 1.9, 0.2, 4.0),
        efficiency("solid", 1.2, 1.1, 1.3),
        Reading(entity="solid", name="solid", part="+10 %, CR held", value=250.0, low=200.0, high=300.0, **point),
        Reading(entity="solid", name="solid", part="+10 %, CR moved", value=-80.0, low=-120.0, high=-40.0, **point),
        Reading("slope", "company", "company", "company", "cr", "ctr", -1.3, -1.5, -1.1, verdict="measured"),
    )

    assert text.index("solid") < text.index("lucky")
    assert "1.20 1.10-1.30" in text
    assert "€250 €200-€300" in text
    assert "-€80.00" in text
    assert "CR moves by -1.30% where CTR moves by 1% (90%: -1.50 to -1.10)" in text


def test_flags_are_told_by_name_and_pairs_that_hold_are_not():
    guard = Reading(
        "guard", "campaign", "c1", "Spring", "ctr", "cr", verdict="flagged", why="CTR up 30 %, CR down 30 %"
    )
    text = told(
        guard,
        replace(guard, entity="c2", name="Autumn", verdict="not flagged"),
        Reading("reversal", "channel", "Search", "Search", "ctr", "by device_class", verdict="reversed", why="odds"),
        Reading("reversal", "company", "company", "company", "cr", "period=now by channel",
                verdict="explained by the mix", why="odds 1.2x"),
    )  # fmt: skip

    assert "Spring : CTR improves while its guard, CR, worsens: CTR up 30 %, CR down 30 %." in text
    assert "Search : Simpson's reversal of CTR, by device class: odds." in text
    assert "The company : explained by the mix of CR, period=now by channel: odds 1.2x." in text
    assert "Autumn" not in text


def test_nothing_to_beware_of_is_said():
    assert "No measure improves at the cost of its guard" in told(
        Reading("guard", "campaign", "c1", "Spring", "ctr", "cr", verdict="not flagged")
    )


def test_a_difference_that_is_real_is_told_with_every_rate():
    cohort = Reading("cohort", "company", "company", "company", "ctr", "device_class=mobile", 0.03, 0.028, 0.032)
    text = told(
        replace(cohort, verdict="real"),
        replace(cohort, part="device_class=desktop", value=0.02, low=0.018, high=0.022, verdict="real"),
        replace(cohort, level="channel", entity="Search", verdict="real"),
        replace(cohort, measure="bounce", part="cohort=new", verdict="not established"),
    )
    assert "CTR by kind of device : desktop" not in text
    assert "mobile 3.00% (2.80-3.20%), desktop 2.00% (1.80-2.20%); within 1 channel too." in text
    assert "bounce" not in text


def test_regions_and_audiences_are_told_as_the_others():
    cohort = Reading("cohort", "company", "company", "company", "cr", "region=US-CA", 0.03, 0.028, 0.032)
    cohort = replace(cohort, verdict="real")
    text = told(
        cohort,
        replace(cohort, part="region=GB", value=0.02, low=0.018, high=0.022),
        replace(cohort, measure="ctr", part="audience=broad"),
        replace(cohort, measure="ctr", part="audience=(other)", value=0.02, low=0.018, high=0.022),
    )

    assert "CR by region : US-CA 3.00% (2.80-3.20%), GB 2.00% (1.80-2.20%)." in text
    assert "CTR by audience : broad 3.00% (2.80-3.20%), (other) 2.00% (1.80-2.20%)." in text


def test_leads_are_told_with_their_dates_and_what_chance_would_give():
    dates = {"to_date": date(2026, 3, 4), "expires_on": date(2026, 4, 2)}
    pair = Reading("lead", "channel", "Search", "Search", "revenue", "ctr", verdict="neither", **dates)
    text = told(
        replace(pair, verdict="leading", lag_days=4, why="correlation +0.41"),
        replace(pair, entity="Social", name="Social", verdict="lagging", lag_days=-1, why="correlation -0.30"),
        *(replace(pair, entity=f"ch{n}") for n in range(18)),
        replace(pair, verdict="not enough data"),
    )

    assert "Of 21 pairs of a channel and what its CTR may lead, as of 4 March, tested again on 2 April" in text
    assert "1 leading, 1 lagging, 18 neither, 1 without enough data" in text
    assert "By chance alone 1 of the 20 tested" in text
    assert "Search : CTR leads revenue by 4 days; correlation +0.41." in text
    assert "Social : CTR follows revenue after 1 day; correlation -0.30." in text


def test_a_long_list_is_cut_and_says_so():
    flags = [Reading("guard", "campaign", f"c{n}", f"c{n}", "ctr", "cr", verdict="flagged") for n in range(MOST + 3)]
    assert "and 3 more, in metrics.readings." in told(*flags)


def test_no_readings_are_no_section():
    assert told() is None


def test_the_section_is_part_of_a_sound_page():
    name = '"><b onload=x>'
    page = render_page(replace(content([campaign(1)]), readings=(replace(efficiency(name, 1.0, 0.9, 1.1), why=name),)))
    outline = Outline(page)

    assert 'id="readings"' in page
    assert name not in page
    assert (outline.wrong, outline.open, outline.unscoped) == ([], [], 0)
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))


def test_of_many_cohorts_the_least_and_the_largest_are_told_and_one_without_a_rate_is_not():
    rates = {"top": 0.05, "side": 0.02, "feed": 0.03, "bottom": 0.04, "stories": 0.01, "unseen": None}
    text = told(
        *(
            Reading("cohort", "company", "company", "company", "ctr", f"placement={name}", value, value, value,
                    verdict="real")
            for name, value in rates.items()
        )
    )  # fmt: skip

    assert "CTR by placement : of 5 from stories 1.00% (1.00-1.00%) to top 5.00% (5.00-5.00%)." in text
