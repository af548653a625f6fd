import re
from dataclasses import replace
from html import unescape

from tandem.pages import render_page
from tandem.pages.lead import Lead
from tandem.pages.leads import leads_section
from unit.pages.test_page import Outline, content

WHOLE = Lead("channel", "Paid <Search>", "Paid <Search>", "whole", size=40, observed=0.1, smoothed=0.2, low=0.1,
             high=0.3, completeness=0.6, lag_median_days=6, lag_median_days_low=4, lag_median_days_high=9,
             lag_nine_tenths_days=15, value=500, value_per_lead=100, value_per_lead_low=50, value_per_lead_high=150,
             velocity=571.4, velocity_low=285.7, velocity_high=857.1)  # fmt: skip
QUALIFIED = replace(WHOLE, step="qualified", smoothed=0.4, low=0.3, high=0.5, observed=0.35, completeness=1.0,
                    lag_median_days=2, lag_median_days_low=2, lag_median_days_high=2,
                    lag_nine_tenths_days=4)  # fmt: skip


def told(*leads):
    section = leads_section(leads, "EUR")
    return section and re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", section))).replace("\u2013", "-")


def test_a_channel_has_its_rates_with_what_was_seen_its_days_and_what_it_brings():
    company = [replace(each, level="company", entity="", name="") for each in (WHOLE, QUALIFIED)]
    text = told(WHOLE, QUALIFIED, replace(WHOLE, entity="(none)", name="(none)", size=50), *company)

    row = text[text.index("Paid <Search>") :]
    assert row.startswith(
        "Paid <Search> 40 - 40.0% 30.0-50.0% - 2 nine of ten: 4 6 4-9; nine of ten: 15 €100 €50.00-€150 €571 €286-€857"
    )
    assert text.index("No touch known 50") < text.index("Paid <Search>")
    assert text.index("All 40") > text.index("Paid <Search>")
    sale = told(WHOLE, replace(WHOLE, step="sale"))
    assert "20.0% 10.0-30.0%; seen 10.0%, 60% in" in sale


def test_campaigns_come_after_channels_with_most_leads_first_and_no_more_than_a_dozen():
    campaigns = [replace(WHOLE, level="campaign", entity=f"c{n}", name=f"camp {n}.", size=n) for n in range(14)]

    text = told(WHOLE, *campaigns)

    assert "12 of 14 campaigns, most leads first" in text
    assert text.index("camp 13.") < text.index("camp 2.")
    assert "camp 1." not in text


def test_a_page_without_leads_has_no_section_and_one_with_leads_stands():
    with_leads = replace(content(()), leads=(WHOLE, QUALIFIED))

    assert leads_section((), "EUR") is None
    assert 'id="leads"' not in render_page(content(()))
    assert 'id="leads"' in render_page(with_leads)
    outline = Outline(render_page(with_leads))
    assert (outline.unscoped, outline.open, outline.wrong) == (0, [], [])
