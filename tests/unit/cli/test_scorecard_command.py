"""The published cells as a file, on a lake of two nights."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date

import pytest

from tandem.changes import Affected
from tandem.config import Config, LakeConfig
from tandem.lake import Lake
from tandem.tables import CAMPAIGNS, CELLS
from unit.scorecard.company_rows import row_of

BEFORE, NIGHT = date(2026, 3, 27), date(2026, 3, 28)


def cell(measure, entity="", night=NIGHT, **known):
    said = {"template": "ctr_and_cr", "template_version": 1, "measure": measure, "entity": entity, "period_end": night}
    return row_of(CELLS, **{"period_start": date(2026, 3, 1), "unit": "rate", **said, **known})


@pytest.fixture(scope="module")
def root(spark, tmp_path_factory):
    """Two measures of the company and one of a campaign; of the night before one."""
    folder = tmp_path_factory.mktemp("lake")
    lake = Lake(spark, Config(lake=LakeConfig(root=folder)), NIGHT, job="test")
    cells = [
        cell("revenue", value=1234.5, unit="money", low=None, high=None),
        cell("ctr", "c-07", value=0.5),
        cell("ctr", value=0.25, low=0.2, high=0.3, target=None),
        cell("ctr", night=BEFORE),
    ]
    lake.replace(CELLS, spark.createDataFrame(cells, CELLS.promise), Affected())
    campaign = row_of(CAMPAIGNS, campaign_id="c-07", name="Spring, sale")
    lake.replace(CAMPAIGNS, spark.createDataFrame([campaign], CAMPAIGNS.promise), Affected())
    return folder


def test_the_last_nights_cells_are_written_in_the_templates_order_with_names(run, root):
    code, out, _ = run("scorecard", "export", "--lake", root, "--out", "-")

    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(row["level"], row["name"], row["label"], row["value"]) for row in rows] == [
        ("company", "", "Click-through rate", "0.25"),
        ("company", "", "Revenue", "1234.5"),
        ("campaign", "Spring, sale", "Click-through rate", "0.5"),
    ]
    assert (rows[0]["low"], rows[0]["target"], rows[1]["low"]) == ("0.2", "", "")
    assert {row["period_end"] for row in rows} == {"2026-03-28"}


def test_an_earlier_night_is_asked_for_and_one_that_published_nothing_is_wrong_use(run, root):
    _, out, _ = run("scorecard", "export", "--lake", root, "--night", BEFORE, "--out", "-")
    code, _, error = run("scorecard", "export", "--lake", root, "--night", "2026-03-01", "--out", "-")

    assert len(out.splitlines()) == 2
    assert (code, error) == (
        2,
        "tandem: scorecard export: no cells of 2026-03-01; published are 2026-03-27 to 2026-03-28\n",
    )


def test_a_workbook_has_a_sheet_for_each_level_and_numbers_in_their_unit(run, root, tmp_path):
    code, out, _ = run("scorecard", "export", "--lake", root, "--out", tmp_path / "board.xlsx")

    with zipfile.ZipFile(tmp_path / "board.xlsx") as book:
        sheets = re.findall(r'<sheet name="(\w+)"', book.read("xl/workbook.xml").decode())
        numbers = re.findall(r"<v>([\d.]+)</v>", book.read("xl/worksheets/sheet1.xml").decode())
        formats = re.findall(r'formatCode="([^"]+)"', book.read("xl/styles.xml").decode())
    assert (code, sheets) == (0, ["company", "campaign"])
    assert {"0.25", "1234.5"} <= set(numbers)
    assert "yyyy\\-mm\\-dd" in formats or "yyyy-mm-dd" in formats
    assert out == f"{tmp_path / 'board.xlsx'}: 3 cells of 2026-03-28\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "xlsx", "--out", "-"), "a workbook needs a file; --out - writes CSV alone"),
        (("--format", "csv", "--out", "cells.xlsx"), "ends in '.xlsx'; allowed: .csv, or - for standard output"),
    ],
)
def test_wrong_use_is_one_line(run, root, arguments, said):
    code, _, error = run("scorecard", "export", "--lake", root, *arguments)

    assert code == 2
    assert error.endswith(f"{said}\n")


def test_a_page_that_is_not_there_is_named(run, tmp_path):
    code, _, error = run("scorecard", "open", "--lake", tmp_path)

    assert code == 2
    assert error == f"tandem: scorecard open: there is no {tmp_path}/pages/scorecard.html; `tandem night` makes it\n"
