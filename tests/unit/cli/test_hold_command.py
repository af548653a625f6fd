"""Holds are listed and decided on, on a lake of one night with one measure held and one released."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from tandem.approvals import read_approvals
from tandem.changes import Affected
from tandem.config import Config, LakeConfig
from tandem.definitions import load_definition
from tandem.lake import Lake
from tandem.shipped import conf_folder
from tandem.tables import CELLS, HOLDS
from unit.scorecard.company_rows import row_of

NIGHT = date(2026, 3, 28)
DECIDED = ("--period", NIGHT, "--owner", "Kim", "--reason", "a fair: real")


@pytest.fixture(scope="module")
def root(spark, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lake")
    lake = Lake(spark, Config(lake=LakeConfig(root=folder)), NIGHT, job="test")
    of = {"through": NIGHT, "measure": "ctr", "since": NIGHT, "last_date": NIGHT, "days": 1, "period_end": NIGHT}
    holds = [
        row_of(HOLDS, **of, status="held", value=0.0123, approved_to=date(2026, 3, 27), owner=None, reason=None),
        row_of(HOLDS, **of, entity="c-07", status="released", value=None, owner="Ada", reason="a film"),
    ]
    lake.replace(HOLDS, spark.createDataFrame(holds, HOLDS.promise), Affected())
    cells = [
        row_of(CELLS, **of, value=0.0123, measured=0.04, mark="held"),
        row_of(CELLS, **of, entity="c-07", value=0.5, measured=0.5, mark="released"),
        row_of(CELLS, **{**of, "measure": "roas"}, value=3.0, measured=3.0, mark=None),
    ]
    lake.replace(CELLS, spark.createDataFrame(cells, CELLS.promise), Affected())
    return folder


@pytest.fixture
def definitions(tmp_path):
    shutil.copy(conf_folder() / "approvals.yml", tmp_path)
    return tmp_path


def test_what_is_held_is_listed_with_what_was_measured_and_who_has_decided(run, root, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    code, out, _ = run("hold", "list", "--lake", root)

    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert code == 0
    assert lines[1:] == [
        "campaign/c-07/ctr released 2026-03-28 50 % 50 % Ada a film",
        "company/ctr held 2026-03-28 4 % 1.23 % nobody yet",
    ]


def test_a_release_and_a_correction_are_entries_of_the_definition_that_nights_read(run, root, definitions):
    where = ("--lake", root, "--definitions", definitions)
    code, out, error = run("hold", "release", "company/ctr", *DECIDED, *where)
    assert (code, error) == (0, "")
    said = "nights from now on publish what was measured of company/ctr for days to 2026-03-28"
    assert out == f"{definitions / 'approvals.yml'}: version 2; {said}\n"

    _, out, _ = run("hold", "correct", "company/ctr", "--value", "0.02", *DECIDED, "--on", "2026-03-30", *where)
    assert "version 3; nights from now on publish 0.02 of company/ctr for" in out

    written = load_definition(definitions / "approvals.yml")
    released, corrected = read_approvals(written, through=NIGHT)
    assert (released.entity, released.measure, released.period, released.value) == ("", "ctr", NIGHT, None)
    assert (released.owner, released.reason, released.decided) == ("Kim", "a fair: real", NIGHT)
    assert (corrected.value, corrected.decided) == (0.02, date(2026, 3, 30))
    assert (definitions / "approvals.yml").read_text().startswith("# What owners decided")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("release", "company/cr", *DECIDED),
            "hold release: company/cr is not out of limits in the period to 2026-03-28; that are campaign/c-07/ctr, "
            "company/ctr",
        ),
        (("release", "company/roas", *DECIDED), "measures that have limits, and so can be held: ctr, cr"),
        (("correct", "company/ctr", "--value", "2", *DECIDED), "value is 2.0, expected a rate between 0 and 1"),
        (
            ("release", "company/ctr", "--period", "2026-03-01", *DECIDED[2:]),
            "nothing was published for 2026-03-01; periods end on 2026-03-28 to 2026-03-28",
        ),
        (("release", "company/ctr", *DECIDED[:2], "--owner", "", "--reason", "x"), "hold release: missing owner"),
    ],
    ids=["not_held", "no_limits", "no_rate", "no_night", "no_owner"],
)
def test_wrong_use_is_one_line_and_writes_nothing(run, root, definitions, arguments, said):
    code, _, error = run("hold", *arguments, "--lake", root, "--definitions", definitions)

    assert code == 2
    assert said in error
    assert len(error.splitlines()) == 1
    assert load_definition(definitions / "approvals.yml").version == 1
