"""Where a table came from is read from its log."""

import json

import pytest

from tandem.cli.lineage import tree
from tandem.errors import UsageError
from tandem.tables import SESSIONS, VISITS


def commit(lake, table, version, words):
    """Write one commit of a table, with a run's words, or without any."""
    log = lake / table.layer / table.name / "_delta_log"
    log.mkdir(parents=True, exist_ok=True)
    info = {"commitInfo": {"operation": "WRITE", "userMetadata": json.dumps({"tandem": words})} if words else {}}
    (log / f"{version:020}.json").write_text(f'{{"protocol":{{}}}}\n{json.dumps(info)}\n')


def words(write, **inputs):
    return {
        "write": write,
        "through": "2026-03-10",
        "job": "some_job",
        "run_id": "r1",
        "code": "0.1.0",
        "definitions": {},
        "inputs": inputs,
    }


def test_inputs_stand_below_the_table_down_to_those_the_lake_does_not_hold(tmp_path):
    commit(tmp_path, VISITS, 0, words(4, **{"clean.events": {"write": 9, "version": 8}}))
    commit(tmp_path, SESSIONS, 0, words(2, **{"visits.visits": {"write": 4, "version": 0}}))

    lines = tree(SESSIONS, tmp_path).splitlines()

    assert lines[0].startswith("sessions.sessions  write=2")
    assert lines[1].startswith("    visits.visits  write=4 through=2026-03-10")
    assert lines[2] == "        clean.events  write=9 version=8"


def test_maintenance_commits_are_passed_over(tmp_path):
    commit(tmp_path, VISITS, 0, words(1))
    commit(tmp_path, VISITS, 1, None)

    assert "write=1" in tree(VISITS, tmp_path)


def test_a_table_that_does_not_exist_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match=r"no visits\.visits in"):
        tree(VISITS, tmp_path)
