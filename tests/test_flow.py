"""The jobs are the flow: what each reads was written before it, and its first line says so."""

import ast
import re
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path

import pytest

from tandem import tables as contracts
from tandem.contract import Table
from tandem.tables import TABLES

JOBS = sorted(path for path in (Path(__file__).parent.parent / "jobs").glob("[0-9][0-9]_*.py") if path.name[:2] != "00")
KNOWN = [table.full_name for table in TABLES]
NAMES = {constant: table.full_name for constant, table in vars(contracts).items() if isinstance(table, Table)}
by_name = pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)


def test_jobs_run_in_tens_and_fives_without_a_number_twice():
    numbers = [int(path.name[:2]) for path in JOBS]

    assert len(numbers) == len(set(numbers))
    assert [number for number in numbers if number % 5] == []


def test_every_input_is_landed_or_made_by_an_earlier_job():
    made = set()
    for path in JOBS:
        reads, writes = flow(path)
        assert reads <= made, f"{path.name} reads {sorted(reads - made)} before any job writes it"
        made |= writes


def test_every_table_is_written_by_exactly_one_job():
    written = [name for path in JOBS for name in flow(path)[1]]

    assert sorted(written) == sorted(KNOWN)


@by_name
def test_a_job_reads_and_writes_what_its_first_line_says(path):
    reads, writes = flow(path)
    by_pattern = {name for pattern in patterns(path) for name in KNOWN if fnmatchcase(name, pattern)}

    used = tables_named_in(path)
    assert used <= reads | writes
    assert (reads | writes) - used <= by_pattern


@by_name
def test_a_job_replaces_only_what_its_first_line_says_it_writes(path):
    assert replaced_in(path) <= flow(path)[1]


@by_name
def test_a_job_writes_its_own_layer_only(path):
    _, writes = flow(path)
    stage = path.stem[3:]

    assert {name.split(".")[0] for name in writes} == {"raw" if stage == "ingest" else stage}


@by_name
def test_a_job_fits_on_one_screen_and_knows_neither_spark_nor_paths(path):
    text = path.read_text(encoding="utf-8")
    code = text.split('"""', 2)[2]

    assert len(code.splitlines()) <= 40
    assert not re.search(r"\bF\.|pyspark|Path\(", text)


def flow(path):
    """The tables that a job's first line says it reads and writes; `raw.*` stands for all that match."""
    reads, writes = ({known for known in KNOWN for name in side if fnmatchcase(known, name)} for side in said_by(path))
    return reads, writes


def patterns(path):
    """Names in a job's first line that stand for several tables."""
    return [name for side in said_by(path) for name in side if "*" in name]


def said_by(path):
    """Names of both sides of a job's first line, which may wrap."""
    first = " ".join(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))).split("\n\n")[0].split())
    said = re.fullmatch(r"(.+) -> (.+)\.", first)
    assert said, f"{path.name}: it begins with {first!r}, expected `reads -> writes.`"
    sides = [side.split(", ") for side in said.groups()]
    unknown = [
        name
        for side in sides
        for name in side
        if name != "landing files" and not any(fnmatchcase(known, name) for known in KNOWN)
    ]
    assert not unknown, f"{path.name}: {', '.join(unknown)}: no such table"
    return sides


def replaced_in(path):
    """Tables that the job hands to `lake.replace` or `lake.append` by name."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    writes = [call.args[0] for call in calls if ast.unparse(call.func) in ("lake.replace", "lake.append")]
    return {NAMES[table.id] for table in writes if isinstance(table, ast.Name) and table.id in NAMES}


def tables_named_in(path):
    """Tables that the job imports, by themselves or as a stage's list; ruff sees to it that it uses them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported = [getattr(import_module(node.module), alias.name, None) for node in imports for alias in node.names]
    lists = [each for each in imported if isinstance(each, tuple) and all(isinstance(one, Table) for one in each)]
    named = [each for each in imported if isinstance(each, Table)]
    return {table.full_name for table in (*named, *(table for each in lists for table in each))}
