from datetime import date, timedelta

import pytest

from tandem.definitions import load_definition
from tandem.scorecard.cells import SCHEMA, build_cells
from tandem.scorecard.holds import as_published, read_holds
from tandem.scorecard.template import read_template
from tandem.shipped import conf_folder
from tandem.tables import CELLS, HOLDS
from unit.scorecard.company_rows import NIGHT, NOTHING_MISSING, company, row_of, schema, two_days

TEMPLATE = read_template(load_definition(conf_folder() / "scorecards" / "ctr_and_cr.yml"))
BEFORE = NIGHT - timedelta(days=1)


def hold(status="held", value=0.01, **known):
    said = {"through": NIGHT, "entity": "c1", "measure": "ctr", "status": status, "since": NIGHT, "last_date": NIGHT}
    return row_of(HOLDS, **{**said, "days": 1, "value": value, "low": None, "high": None, **known})


FOUND = ("c1", "ctr", 0.05, 0.04, 0.06, 1.0)


@pytest.mark.parametrize(
    ("given", "cell"),
    [
        (hold(low=0.009, high=0.011), (0.01, 0.009, 0.011, "held", 0.05)),
        (hold("corrected", 0.03), (0.03, None, None, "corrected", 0.05)),
        (hold("released", None), (0.05, 0.04, 0.06, "released", 0.05)),
        (hold(value=None), (None, None, None, "held", 0.05)),
        (hold(measure="cr"), (0.05, 0.04, 0.06, None, 0.05)),
    ],
    ids=["held", "corrected", "released", "held_to_nothing", "another_measure"],
)
def test_a_cell_has_what_is_published_its_mark_and_what_was_measured(rows, given, cell):
    found = as_published(rows(SCHEMA, FOUND), rows(schema(HOLDS), given)).where("measure = 'ctr'")

    assert [tuple(row) for row in found.select("value", "low", "high", "mark", "measured").collect()] == [cell]


def test_a_measure_that_is_held_is_published_where_nothing_was_measured_and_one_that_is_not_known_is_not(rows):
    unknown = ("c2", "ctr", None, None, None, 1.0)

    found = as_published(rows(SCHEMA, unknown), rows(schema(HOLDS), hold()))

    assert [tuple(row) for row in found.select("entity", "value", "measured").collect()] == [("c1", 0.01, None)]


def test_only_holds_of_the_night_and_of_measures_of_the_template_reach_a_cell(rows):
    earlier = hold(value=0.99, through=BEFORE, measure="cr")
    tables = company(rows, **two_days(), holds=[hold(), earlier, hold(measure="else")])

    cells = build_cells(tables, TEMPLATE, NOTHING_MISSING, through=NIGHT)

    marked = CELLS.conform(cells).where("mark IS NOT NULL OR value != measured").collect()
    assert [(row["entity"], row["measure"], row["value"], row["measured"]) for row in marked] == [
        ("c1", "ctr", 0.01, 0.017)
    ]


def test_a_target_judges_what_is_published(rows):
    line = {"id": "ctr", "label": "CTR", "perspective": "customer", "unit": "rate", "owner": "media"}
    definition = load_definition(conf_folder() / "scorecards" / "ctr_and_cr.yml")
    definition.body["measures"] = [{**line, "per_campaign": True, "target": {"at_least": 0.015}}]
    tables = company(rows, **two_days(), holds=[hold(low=0.009, high=0.011)])

    cells = build_cells(tables, read_template(definition), NOTHING_MISSING, through=NIGHT)

    assert cells.where("entity = 'c1'").first()["status"] == "off target"


def test_the_page_is_told_of_holds_with_names_and_what_is_published(rows):
    cell = {"value": 0.01, "low": None, "high": None, "measured": 0.05, "owner": "media"}
    holds = rows(schema(HOLDS), hold(approved_to=BEFORE), hold(entity=""), hold(through=BEFORE), hold(measure="else"))

    found = read_holds(holds, {"c1": {"ctr": cell}, "": {"ctr": cell}}, TEMPLATE, {"c1": "Spring"}, NIGHT)

    assert [(each.name, each.cell, each.value, each.measured) for each in found] == [
        ("", "company/ctr", 0.01, 0.05),
        ("Spring", "campaign/c1/ctr", 0.01, 0.05),
    ]
    assert (found[1].approved_to, found[1].answers, found[1].since) == (BEFORE, "media", date(2026, 3, 28))
