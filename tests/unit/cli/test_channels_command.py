"""`tandem channels compare`: what moves, in a table and as CSV, without Java; or over a lake."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tandem
from tandem.shipped import conf_folder

OLD = conf_folder() / "channels.yml"
VISITS = "source,medium,url,count\ngoogle,cpm,,120\ngoogle,cpc,,900\ndv360,cpm,,7\n,,https://shop.example/,80\n"


@pytest.fixture
def new(tmp_path):
    """The shipped definition with `cpm` before Paid Search."""
    display = "  - channel: Display\n    all: [{medium: cpm}]\n"
    text = (
        OLD.read_text()
        .replace("version: 2", "version: 3")
        .replace("  - channel: Direct\n", display + "  - channel: Direct\n")
    )
    (tmp_path / "new.yml").write_text(text)
    return tmp_path / "new.yml"


@pytest.fixture
def visits(tmp_path):
    (tmp_path / "visits.csv").write_text(VISITS)
    return tmp_path / "visits.csv"


def test_the_table_says_what_moves_by_which_marks_and_how_much_of_all(run, new, visits):
    code, printed, _ = run("channels", "compare", OLD, new, visits)

    assert code == 0
    head, moved, _, summary = printed.splitlines()
    assert head.split() == ["from", "to", "visits", "source", "/", "medium", "/", "campaign"]
    assert moved == "Paid Search  Display  120     google / cpm (120)"
    assert summary.startswith("channels 2 ")
    assert summary.endswith(": 120 of 1,107 visits move (10.84%)")


def test_a_pipe_reads_visits_and_takes_what_moves_alone(run, new):
    code, printed, beside = run("channels", "compare", OLD, new, "-", "--out", "-", stdin=VISITS.encode())

    assert code == 0
    assert list(csv.DictReader(io.StringIO(printed))) == [
        {
            "from": "Paid Search",
            "to": "Display",
            "old_source": "google",
            "old_medium": "cpm",
            "new_source": "google",
            "new_medium": "cpm",
            "campaign": "",
            "count": "120",
        }
    ]
    assert "120 of 1,107 visits move" in beside


def test_two_equal_versions_move_nothing(run, visits):
    code, printed, _ = run("channels", "compare", OLD, OLD, visits)

    assert (code, printed.count("\n")) == (0, 1)
    assert printed.endswith(": 0 of 1,107 visits move\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([OLD, OLD], "give either a file of visits, - for standard input, or --lake"),
        ([OLD, OLD, "visits.csv", "--lake", "lake"], "give either a file of visits"),
        ([OLD, "none.yml", "visits.csv"], "none.yml: cannot be read"),
        ([OLD, conf_folder() / "bots.yml", "visits.csv"], "bots.yml: missing sites, rules, otherwise"),
        ([OLD, OLD, "none.csv"], "none.csv: cannot be read"),
        ([OLD, OLD, "visits.csv", "--out", "visits.csv"], "is the file that is read"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(run, visits, monkeypatch, arguments, said):
    monkeypatch.chdir(visits.parent)
    code, printed, error = run("channels", "compare", *arguments)

    assert (code, printed) == (2, "")
    assert said in error
    assert error.count("\n") == 1


def test_neither_spark_nor_java_is_touched(new, visits):
    code = (
        "import sys; from tandem.cli.main import app; app(sys.argv[1:], standalone_mode=False); "
        "print([name for name in ('pyspark', 'pandas', 'numpy', 'pyarrow') if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(tandem.__file__).parent.parent), "JAVA_HOME": "/nowhere"}

    printed = subprocess.run(
        [sys.executable, "-c", code, "channels", "compare", str(OLD), str(new), str(visits)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert printed.stdout.splitlines()[-1] == "[]"
