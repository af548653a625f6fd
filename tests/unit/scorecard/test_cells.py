from datetime import date
from pathlib import Path

import pytest

from tandem.definitions import Definition, load_definition
from tandem.pages import render_page
from tandem.scorecard.cells import build_cells, status
from tandem.scorecard.content import Setting, gather_content
from tandem.scorecard.template import read_template
from tandem.shipped import conf_folder
from tandem.tables import CELLS
from unit.scorecard.company_rows import NIGHT, NOTHING_MISSING, company, two_days

TEMPLATE = load_definition(conf_folder() / "scorecards" / "ctr_and_cr.yml")


@pytest.fixture
def full(rows):
    return company(rows, **two_days())


def setting():
    return Setting("Northwind", "EUR", NIGHT, 100, "r1", {"metrics.days": 4}, [TEMPLATE], False)


def test_cells_are_the_sums_of_the_period_and_the_page_says_them(full):
    cells = build_cells(full, read_template(TEMPLATE), NOTHING_MISSING, through=NIGHT).cache()
    found = {(row["entity"], row["measure"]): row for row in cells.collect()}
    value = {key: pytest.approx(row["value"]) for key, row in found.items()}

    whole = {"impressions": 1000, "ad_clicks": 16, "sessions": 20, "bounce_rate": 0.4, "engaged_rate": 0.6}
    money = {"conversions": 4, "revenue": 180, "refunds": 20, "spend": 20, "roas": 3, "cpa": 20, "roas_lowest": 3}
    rates = {"ctr": 0.016, "cr": 0.016, "rows_kept": 0.9, "decided": 1, "traced": 1, "roas_highest": 3}
    assert {name: number for (entity, name), number in value.items() if entity == ""} == {**whole, **money, **rates}
    of_campaign = {"ctr": 0.017, "cr": 0.017, "conversions": 1, "revenue": 60, "spend": 20, "roas": 3, "cpa": 20}
    assert {name: number for (entity, name), number in value.items() if entity == "c1"} == {**whole, **of_campaign}

    roas = found["", "roas"]
    assert (roas["status"], roas["target"], roas["owner"], roas["unit"]) == ("on target", 1.0, "head of media", "ratio")
    assert (roas["period_start"], roas["definition_hash"]) == (date(2026, 3, 1), TEMPLATE.hash)
    CELLS.conform(cells)

    page = render_page(
        gather_content({**full, CELLS.full_name: cells}, read_template(TEMPLATE), NOTHING_MISSING, setting())
    )
    assert "Of 1 campaign, 1 is in harmony." in page
    assert "&lt;Spring&gt; &amp; Co" in page
    assert page.count('class="brief"') == page.count("Harmony: all is well.") == 1
    assert "bot 10" in page
    assert "spend in = spend out" in page
    assert "metrics.days 4" in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ((), "No sessions: no events came"),
        (("days", "ledger"), "No campaign has both a CTR and a CR"),
    ],
    ids=["empty_company", "only_counts"],
)
def test_a_company_without_a_feed_still_has_a_page_that_says_so(rows, given, sentence):
    tables = company(rows, **{name: data for name, data in two_days().items() if name in given})
    template = read_template(TEMPLATE)
    cells = build_cells(tables, template, NOTHING_MISSING, through=NIGHT)

    page = render_page(gather_content({**tables, CELLS.full_name: cells}, template, NOTHING_MISSING, setting()))

    assert sentence in page


@pytest.mark.parametrize(
    ("low", "value", "high", "said"),
    [
        (3.0, 3.5, 4.0, "on target"),
        (2.9, 3.5, 4.0, "watch"),
        (2.0, 2.5, 3.0, "watch"),
        (2.0, 2.5, 2.9, "off target"),
        (None, 3.0, None, "on target"),
        (None, 2.9, None, "off target"),
    ],
)
def test_a_target_is_reached_when_the_whole_interval_reaches_it(rows, low, value, high, said):
    line = {
        "id": "roas",
        "label": "",
        "perspective": "financial",
        "unit": "ratio",
        "owner": "",
        "target": {"at_least": 3},
    }
    template = read_template(Definition("t", 1, "o", NIGHT, "h", {"measures": [line]}, Path("t.yml")))
    cell = rows("measure string, low double, value double, high double, target double", ("roas", low, value, high, 3.0))

    assert cell.select(status(template)).first()[0] == said
