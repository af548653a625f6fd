"""Two versions of one template: each period is judged by the one in force, and one night is shown under both."""

from __future__ import annotations

import csv
import io
import shutil
import sys

import pytest

from reported_company import BEFORE, LAST, ReportedCompany
from tandem.cli.main import main
from tandem.shipped import conf_folder
from tandem.tables import CELLS

SHIPPED = conf_folder() / "scorecards" / "ctr_and_cr.yml"


def second(text):
    """The shipped template as version 2 from LAST on: a target and a weight for CTR, and no ad clicks any more."""
    head = text.replace("version: 1", "version: 2").replace("effective_from: 2026-01-01", f"effective_from: {LAST}")
    aimed = head.replace("{id: ctr,", "{id: ctr, target: {at_least: 0.5}, weight: 3,")
    start = aimed.index("  - {id: ad_clicks")
    return aimed[:start] + aimed[aimed.index("  - {id:", start + 1) :]


@pytest.mark.slow
def test_a_new_version_judges_new_periods_and_old_ones_keep_theirs(spark, tmp_path, monkeypatch, capsys):
    definitions = shutil.copytree(conf_folder(), tmp_path / "conf")
    company = ReportedCompany(spark, tmp_path / "lake", definitions)
    company.deliver(LAST)
    company.night(BEFORE)
    before = company.read(CELLS, BEFORE).collect()

    (definitions / "scorecards" / "ctr_and_cr_2.yml").write_text(second(SHIPPED.read_text(encoding="utf-8")))
    assert company.night(BEFORE) == []
    company.night(LAST)

    assert company.read(CELLS, BEFORE).collect() == before
    assert {(row["template_version"], row["target"], row["status"]) for row in before if row["measure"] == "ctr"} == {
        (1, None, "no target")
    }
    after = company.read(CELLS, LAST).collect()
    assert {row["template_version"] for row in after} == {2}
    ctr = {(row["target"], row["status"], row["weight"]) for row in after if row["measure"] == "ctr"}
    assert ctr == {(0.5, "off target", 3.0)}
    assert {"ad_clicks"} == {row["measure"] for row in before} - {row["measure"] for row in after}

    settings = tmp_path / "settings.yml"
    settings.write_text(f"definitions: {definitions}\n")
    arguments = ("scorecard", "compare", "1", "2", "--lake", company.root, "--conf", settings, "--out", "-")
    monkeypatch.setattr(sys, "argv", ["tandem", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 0
    rows = {(row["entity"], row["measure"]): row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    shown = rows["c2", "ctr"]
    assert shown["changed"] == "target status weight"
    assert [shown[f"{name}_{side}"] for name in ("target", "status", "weight") for side in ("one", "other")] == [
        *("none", "at least 0.5", "no target", "off target", "1.0", "3.0")
    ]
    assert (rows["c2", "ad_clicks"]["status_one"], rows["c2", "ad_clicks"]["status_other"]) == ("no target", "")
    assert ("", "spend") not in rows  # judged alike by both
