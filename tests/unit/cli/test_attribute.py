"""`tandem attribute` from the command line: a table, a file, and one clear line for each wrong use."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

import tandem
from tandem.cli.main import main

GOOD = "path,conversions,value,nulls\nSearch > Direct,6,60,3\nEmail,1,5,4\nEmail > Email > Search,2,8,5\n"


@pytest.fixture
def paths(tmp_path):
    (tmp_path / "paths.csv").write_text(GOOD)
    return tmp_path / "paths.csv"


def run(monkeypatch, capsys, *arguments):
    """(exit code, what was printed, what was complained of) of one command."""
    monkeypatch.setattr(sys, "argv", ["tandem", "attribute", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        main()
    printed = capsys.readouterr()
    return stopped.value.code, printed.out, printed.err


def test_a_table_of_credit_with_totals(monkeypatch, capsys, paths):
    code, out, _ = run(
        monkeypatch, capsys, paths, "--models", "last,last_non_direct,linear", "--transforms", "exposure"
    )

    assert code == 0
    table = [line.split() for line in out.splitlines()]
    assert ["channel", "last", "last_non_direct", "linear"] in table
    assert ["Search", "2.00", "8.00", "4.00"] in table
    assert ["total", "9.00", "9.00", "9.00"] in table
    assert ["total", "73.00", "73.00", "73.00"] in table
    assert "exposure removed 1 touches from 1 paths" in out


def test_credits_are_written_with_every_digit(monkeypatch, capsys, paths, tmp_path):
    code, _, _ = run(monkeypatch, capsys, paths, "--order", "1", "--out", tmp_path / "credits.csv")

    assert code == 0
    with (tmp_path / "credits.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["name", "model", "order", "credit", "value"]
    linear = {row["name"]: float(row["credit"]) for row in rows if row["model"] == "linear"}
    assert linear == {"Search": 6 / 2 + 2 / 3, "Direct": 6 / 2, "Email": 1 + 4 / 3}
    assert {row["order"] for row in rows if row["model"] == "markov"} == {"1"}


def test_a_pipe_reads_paths_and_takes_their_credits_alone(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    code, out, beside = run(monkeypatch, capsys, "-", "--models", "last", "--out", "-")

    assert code == 0
    credit = {row["name"]: float(row["credit"]) for row in csv.DictReader(io.StringIO(out))}
    assert credit == {"Direct": 6, "Email": 1, "Search": 2}
    assert beside.startswith("standard input: 3 rows by columns path, conversions, value, nulls")


def test_a_tools_rules_stand_beside_ours(monkeypatch, capsys, paths):
    code, out, _ = run(monkeypatch, capsys, paths, "--like", "ga4")

    assert code == 0
    assert ["channel", "ga4:last_click", "last"] in [line.split() for line in out.splitlines()]
    said = " ".join(out.split())
    assert "rules of Google Analytics 4: parity.ga4 version 1 (" in said
    assert "; ours beside: attribution_models version 1 (" in said


def test_a_model_of_ones_own_is_a_row(monkeypatch, capsys, paths, tmp_path):
    (tmp_path / "own.yml").write_text(
        "id: own\nversion: 1\nowner: us\neffective_from: 2026-01-01\nmodels:\n  - {name: opener, from_start: [1]}\n"
    )
    code, out, _ = run(monkeypatch, capsys, paths, "--rules", tmp_path / "own.yml", "--models", "opener")

    assert code == 0
    assert ["Search", "6.00"] in [line.split() for line in out.splitlines()]


def test_weights_that_do_not_sum_to_1_are_wrong_use(monkeypatch, capsys, paths, tmp_path):
    (tmp_path / "own.yml").write_text(
        "id: own\nversion: 1\nowner: us\neffective_from: 2026-01-01\nmodels:\n  - {name: opener, from_start: [0.9]}\n"
    )
    ran = run(monkeypatch, capsys, paths, "--rules", tmp_path / "own.yml")
    assert_one_line(ran, 2, "own.yml: model opener: weights sum to 0.9 (from_start [0.9], between 0, from_end [])")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("path,conversions,nulls\na > b,1,0\n", "markov is not offered: there are no journeys without a conversion"),
        ("path,conversions\na > b,1\n", "markov is not offered: there are no journeys without a conversion"),
        ("path,conversions,nulls\na > a,1,2\n", "markov is not offered: a is the only channel"),
    ],
)
def test_what_a_file_cannot_answer_is_said_and_is_wrong_use_when_asked_for(monkeypatch, capsys, paths, text, said):
    paths.write_text(text)
    assert_one_line(run(monkeypatch, capsys, paths, "--models", "markov"), 2, said)

    code, out, _ = run(monkeypatch, capsys, paths)

    assert code == 0
    assert "not offered: " in out


def test_names_with_brackets_are_printed_as_they_are(monkeypatch, capsys, paths):
    paths.write_text("path,conversions,value [EUR]\n[red] > b,2,3\n")
    code, out, _ = run(monkeypatch, capsys, paths, "--column", "value=value [EUR]", "--models", "last,first")

    assert code == 0
    assert "credit, value [EUR]" in out
    assert ["[red]", "0.00", "2.00"] in [line.split() for line in out.splitlines()]


def test_the_order_is_told_with_the_sample_it_was_chosen_on(monkeypatch, capsys, paths):
    code, out, _ = run(monkeypatch, capsys, paths, "--models", "markov")

    assert code == 0
    said = " ".join(out.split())
    assert "by area under the ROC curve on held-out paths (1: " in said
    assert "5 folds of 3 distinct paths, 9 conversions against 12 journeys without)" in said


def test_rows_set_aside_are_told(monkeypatch, capsys, paths):
    paths.write_text(GOOD + "Email,-1,0,2\n")
    assert run(monkeypatch, capsys, paths)[0] == 1

    code, out, _ = run(monkeypatch, capsys, paths, "--max-bad-share", "0.25")

    assert code == 0
    assert "set aside: 1 rows: line 5: conversions is negative" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--models", "z_shaped"], 2, "--models: 'z_shaped' is none of them; known are all, first,"),
        (["--models", ","], 2, "--models: ',' names none"),
        (["--order", "4"], 2, "--order: '4', expected 1, 2, 3 or auto"),
        (["--transforms", "shuffle"], 2, "--transforms: 'shuffle' is none of them; known are unique,"),
        (["--like", "excel"], 2, "--like: 'excel' is none of them; known are adobe,"),
        (
            ["--out", "credits.xlsx"],
            2,
            "--out credits.xlsx: ends in '.xlsx'; allowed: .csv, .parquet, or - for standard output",
        ),
        (["--column", "weight=x"], 2, "--column: 'weight=x' is no ROLE=NAME; roles are path,"),
        (["--column", "value=x"], 2, "no column 'x' (--column); columns are path, conversions, value, nulls"),
        (["--rules", "none.yml"], 2, "none.yml: cannot be read"),
        (["--max-bad-share", "2"], 2, "--max-bad-share: 2.0 is no share"),
        (["--separator", "|"], 2, "no path holds the separator '|', but 'Search > Direct' holds '>'"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(monkeypatch, capsys, paths, arguments, code, said):
    assert_one_line(run(monkeypatch, capsys, paths, *arguments), code, said)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (GOOD.replace("6,60", "-6,60"), 1, "line 2: conversions is negative, expected a number from 0; given '-6'"),
        (GOOD.replace("6,60", ",60"), 1, "line 2: conversions is missing"),
        (GOOD.replace("6,60", "x,60"), 1, "line 2: conversions is not a number"),
        (GOOD.replace("Email >", " >"), 1, "line 4: the path has an empty step"),
        ("path,conversions\na > b,0\n", 1, "column conversions sums to 0: no conversions"),
        ("path,sales\na > b,0\n", 2, "no column for conversions"),
        (None, 2, "cannot be read: No such file or directory"),
    ],
)
def test_a_bad_file_is_one_line(monkeypatch, capsys, paths, text, code, said):
    paths.unlink() if text is None else paths.write_text(text)
    assert_one_line(run(monkeypatch, capsys, paths), code, said)


def test_neither_spark_nor_pandas_is_imported(paths):
    code = (
        "import sys; from tandem.cli.main import app; app(['attribute', sys.argv[1]], standalone_mode=False); "
        "print([name for name in ('pyspark', 'pandas', 'mlflow', 'py4j') if name in sys.modules])"
    )
    environment = {"PYTHONPATH": str(Path(tandem.__file__).parent.parent), "PATH": "/nowhere"}  # no java to be found
    printed = subprocess.run([sys.executable, "-c", code, str(paths)], env=environment, capture_output=True, text=True)
    assert printed.stdout.splitlines()[-1] == "[]", printed.stderr


def assert_one_line(ran, code, said):
    """It stopped with that code and one line that says so, and no table."""
    stopped, out, err = ran
    assert (stopped, out) == (code, "")
    assert err.startswith("tandem: ")
    assert err.count("\n") == 1
    assert said in err
