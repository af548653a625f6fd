"""`tandem bots` judges a plain file in the order of its lines, and says in one line what it cannot read."""

import csv
import gzip
import io
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import tandem

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36"
AGENTS = f"{CHROME}\ncurl/8.4.0\n\ncurl/8.4.0\n"


@pytest.fixture
def agents(tmp_path):
    """`agents(bytes)`: a file of them."""

    def write(content):
        path = tmp_path / "agents.txt"
        path.write_bytes(content)
        return path

    return write


def verdicts(path):
    """(agent, verdict) of each row."""
    with path.open(newline="") as file:
        return [(row["agent"], row["verdict"]) for row in csv.DictReader(file)]


def test_every_line_gets_a_row_and_the_screen_counts_by_verdict_and_class(run, agents, tmp_path):
    code, printed, _ = run("bots", agents(AGENTS.encode()), "--out", tmp_path / "v.csv")

    assert code == 0
    rows = list(csv.DictReader((tmp_path / "v.csv").open()))
    assert [tuple(row.values())[:4] for row in rows] == [
        (CHROME, "human", "browser", ""),
        ("curl/8.4.0", "bot", "http_library", "http_library"),
        ("", "unknown", "unknown", ""),
        ("curl/8.4.0", "bot", "http_library", "http_library"),
    ]
    assert all(row["list_version"].startswith("bots 3 ") for row in rows)
    assert [line.split() for line in printed.splitlines()] == [
        ["verdict", "class", "lines", "agents"],
        ["bot", "http_library", "2", "1"],
        ["human", "browser", "1", "1"],
        ["unknown", "unknown", "1", "1"],
        ["all", "4", "3"],
    ]


def test_standard_input_is_read_and_a_csv_on_standard_output_stands_alone(run):
    code, printed, beside = run("bots", "-", "--out", "-", stdin=AGENTS.encode())

    assert code == 0
    assert len(list(csv.reader(io.StringIO(printed)))) == 5
    assert "http_library" in beside


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(AGENTS.encode(), mtime=0),
        AGENTS.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + AGENTS.encode(),
        b"\xff\xfe" + AGENTS.encode("utf-16-le"),
    ],
    ids=["gzip", "windows_lines", "utf8_with_mark", "utf16"],
)
def test_a_file_is_read_however_it_was_saved(run, agents, tmp_path, content):
    assert run("bots", agents(content), "--out", tmp_path / "v.csv")[0] == 0

    assert verdicts(tmp_path / "v.csv") == [
        (CHROME, "human"),
        ("curl/8.4.0", "bot"),
        ("", "unknown"),
        ("curl/8.4.0", "bot"),
    ]


def test_wrong_bytes_do_not_stop_it(run, agents, tmp_path):
    content = b"curl/8 \xfcber\ncurl/8 \x00\x01\nM\xc3\xbcnchenBot/1\n\xff\xff\n"

    assert run("bots", agents(content), "--out", tmp_path / "v.csv")[0] == 0

    assert [agent for agent, _ in verdicts(tmp_path / "v.csv")] == [
        "curl/8 \u00fcber",
        "curl/8 \ufffd\ufffd",
        "M\u00fcnchenBot/1",
        "\u00ff\u00ff",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; expected one user agent a line"),
        (b"curl/8\n" + b"x" * 10_000_000, "line 2: has 10,000,000 characters; allowed: 65,536, one user agent a line"),
        (random.Random(0).randbytes(5_000), "holds binary data"),
        (gzip.compress(AGENTS.encode(), mtime=0)[:-9], "its gzip is broken"),
    ],
    ids=["empty", "line_of_10_mb", "binary", "half_a_gzip"],
)
def test_what_is_no_list_of_agents_is_one_clear_line(run, agents, content, said):
    path = agents(content)

    code, printed, error = run("bots", path)

    assert (code, printed) == (2, "")
    assert error.startswith(f"tandem: {path}: ")
    assert said in error
    assert error.count("\n") == 1


def test_what_cannot_be_opened_or_written_is_one_clear_line(run, agents, tmp_path):
    missing, folder = run("bots", tmp_path / "none.txt"), run("bots", tmp_path)
    unwritable = run("bots", agents(b"curl/8\n"), "--out", tmp_path / "none" / "v.csv")

    assert [missing[0], folder[0], unwritable[0]] == [2, 2, 2]
    assert "none.txt: cannot be read: No such file or directory; give a file, or -" in missing[2]
    assert "cannot be read: Is a directory" in folder[2]
    assert "v.csv: there is no folder" in unwritable[2]


def test_neither_spark_nor_java_is_touched(tmp_path):
    (tmp_path / "agents.txt").write_text(AGENTS)
    code = (
        "import sys; sys.argv = ['tandem', 'bots', 'agents.txt']\n"
        "from tandem.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: print([name for name in ('pyspark', 'pandas', 'mlflow') if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(tandem.__file__).parent.parent), "JAVA_HOME": "/nowhere"}

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
