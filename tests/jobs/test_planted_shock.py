"""A planted shock is held to what was published before, then released; and a rebuild says the same."""

from __future__ import annotations

import shutil

import pytest

from nights import difference
from reported_company import BEFORE, LAST, ReportedCompany
from tandem.approvals import LIST
from tandem.definitions import add_entry
from tandem.shipped import conf_folder
from tandem.tables import CELLS, HOLDS, LIMITS

DECIDED = {"measure": "campaign/c1/ctr", "period": LAST, "owner": "Kim", "reason": "a fair", "decided": LAST}


@pytest.fixture
def definitions(tmp_path):
    return shutil.copytree(conf_folder(), tmp_path / "conf")


@pytest.mark.slow
def test_a_shock_is_held_and_released_and_a_rebuild_publishes_the_same(spark, tmp_path, definitions):
    company = ReportedCompany(spark, tmp_path / "lake", definitions)
    company.deliver(BEFORE)
    company.night(BEFORE)
    assert company.read(HOLDS, BEFORE).count() == 0
    approved = company.cell(BEFORE)
    assert (approved["mark"], approved["measured"]) == (None, approved["value"])
    assert "Held measures" not in company.page

    company.deliver(LAST)
    company.night(LAST)

    held = company.cell(LAST)
    assert [held[name] for name in ("mark", "value", "low", "high")] == [
        "held",
        *(approved[name] for name in ("value", "low", "high")),
    ]
    assert held["measured"] > 1.08 * approved["value"]
    others = company.read(CELLS, LAST, "AND entity IN ('c2', 'c3')").where("mark IS NOT NULL OR value != measured")
    assert others.count() == 0
    hold = next(row for row in company.read(HOLDS, LAST).collect() if row["entity"] == "c1")
    assert (hold["since"], hold["approved_to"], hold["days"], hold["owner"]) == (LAST, BEFORE, 1, None)
    assert "Held until an owner decides" in company.page
    assert "campaign/c1/ctr" in company.page
    assert company.night(LAST) == []

    rebuilt = ReportedCompany(spark, tmp_path / "again", definitions)
    rebuilt.deliver(LAST)
    rebuilt.night(LAST)
    for table in (LIMITS, HOLDS, CELLS):
        one, other = (each.read(table, LAST).toArrow().to_pandas() for each in (company, rebuilt))
        assert difference(one[list(table.content)], other[list(table.content)]) == ""

    add_entry(definitions / "approvals.yml", LIST, DECIDED)
    assert set(company.night(LAST)) >= {"metrics.limits", "governance.holds", "scorecard.cells"}
    released = company.cell(LAST)
    assert (released["mark"], released["value"]) == ("released", held["measured"])
    assert "Decided by Kim on 29 March: a fair" in company.page

    assert company.cell(BEFORE) == approved
    assert company.night(LAST) == []
