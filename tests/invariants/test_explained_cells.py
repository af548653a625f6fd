"""A whole night's cells are what the dictionary's formulas give, and each can be walked to its files."""

from __future__ import annotations

import pytest

from nights import settings
from tandem.cli.cell_keys import key_of
from tandem.cli.explained import cells_of, explain_cell
from tandem.lake import Lake

pytestmark = pytest.mark.slow


def test_cells_of_the_company_and_of_a_campaign_are_explained_to_the_digit(spark, company):
    lake = Lake(spark, settings(company.lake, company.delivered), company.last_day)
    cells = [row.asDict() for row in cells_of(lake).orderBy("entity", "measure").collect()]
    some = [next(cell for cell in cells if cell["entity"] and cell["measure"] == measure) for measure in ("cr", "cpa")]
    some += [cell for cell in cells if not cell["entity"] and cell["measure"] in ("ctr", "revenue", "roas_lowest")]

    for cell in some:
        said = explain_cell(lake, key_of(cell))

        assert said.outcome.value == pytest.approx(cell["value"], rel=1e-9), said.key
        assert {step.table.split(".")[0] for step in said.steps} >= {"raw", "clean"}, said.key
        assert sum(each["rows"] for each in said.files) == sum(
            rows for (table, _), rows in said.rows.items() if table.startswith("raw.") and table != "raw.deliveries"
        ), said.key
