from dataclasses import replace
from datetime import date

import pytest

from tandem.pages import render_page
from tandem.pages.content import Estimate, Measure
from tandem.pages.hold import Hold
from tandem.pages.holds import holds_section
from unit.pages.test_page import EMPTY, campaign, content

DAY = date(2026, 3, 28)
HELD = Hold(
    *("Spring", "CTR", "campaign/c1/ctr", "held", DAY, DAY, 1),
    *(0.01, 0.009, 0.011, 0.05),
    approved_to=date(2026, 3, 27),
    answers="head of media",
)
DECIDED = {"owner": "Kim", "reason": "a fair", "decided": date(2026, 3, 29)}


@pytest.mark.parametrize(
    ("hold", "words"),
    [
        (
            HELD,
            "far out of limits on 28 March. Measured 5.00%, published 1.00% (0.900\u20131.10%), of the period to 27 "
            "March. To decide: head of media, on campaign/c1/ctr.",
        ),
        (
            replace(HELD, since=date(2026, 3, 20), days=2),
            "far out of limits since 20 March, last on 28 March (2 days of this period). Measured",
        ),
        (replace(HELD, value=None), "published nothing: no earlier period is known."),
        (replace(HELD, low=None, high=None, **DECIDED), "published 1.00%, as Kim corrected it. To decide"),
        (replace(HELD, status="released", **DECIDED), "published as measured. Decided by Kim on 29 March: a fair"),
        (replace(HELD, status="corrected", **DECIDED), "published 1.00%. Decided by Kim on 29 March: a fair"),
    ],
    ids=["held", "for_days", "to_nothing", "to_a_correction", "released", "corrected"],
)
def test_a_line_says_what_is_published_and_who_decides(hold, words):
    assert words in holds_section([hold])


def test_what_waits_for_an_owner_comes_first_and_the_company_is_named():
    section = holds_section([replace(HELD, status="released", **DECIDED), replace(HELD, name="")])

    assert section.index("Held until an owner decides") < section.index("Released by an owner")
    assert "<strong>Whole company, CTR: </strong>" in section


def test_a_page_without_holds_says_nothing_of_them():
    assert holds_section([]) is None
    assert "Held measures" not in render_page(EMPTY)


def test_a_number_is_marked_wherever_it_stands():
    marked = Estimate(0.01, 0.008, 0.012, "held")
    page = content([campaign(1, ctr=marked)])
    headline = Measure("ctr", "CTR", "customer", marked, "rate", 1.0, is_headline=True)

    html = render_page(replace(page, measures=(headline,), holds=(HELD,)))

    # The tile, the table of measures, the table of campaigns.
    assert html.count("0.800\u20131.20% · held") == 3
    assert "<strong>Spring, CTR: </strong>" in html
