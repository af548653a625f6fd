"""The command line is quick to help, and its exit codes tell wrong use from failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tandem
from tandem.cli.main import main

HEAVY = ("pyspark", "pandas", "numpy", "mlflow", "pydantic.main")


def run(monkeypatch, *arguments):
    """Exit code of one command."""
    monkeypatch.setattr(sys, "argv", ["tandem", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    return stopped.value.code


def test_help_imports_nothing_heavy():
    code = f"import sys; import tandem.cli.main; print([name for name in {HEAVY} if name in sys.modules])"

    environment = os.environ | {"PYTHONPATH": str(Path(tandem.__file__).parent.parent)}
    printed = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert printed.stdout.strip() == "[]"


def test_every_command_has_a_line_of_help(monkeypatch, capsys):
    assert run(monkeypatch, "--help") == 0

    printed = capsys.readouterr().out
    assert all(
        name in printed
        for name in (
            *("night", "attribute", "bots", "quadrants", "utm"),
            *("simulate", "real", "config", "tables", "lineage", "setup"),
        )
    )


def test_an_unknown_table_is_wrong_use(monkeypatch, capsys):
    assert run(monkeypatch, "tables", "sessions.visits") == 2

    assert "sessions.visits is none of them; known are raw.events" in capsys.readouterr().err


def test_an_unknown_option_is_wrong_use(monkeypatch):
    assert run(monkeypatch, "simulate", "--persons", "3") == 2


def test_config_prints_the_settings_laid_over_base(monkeypatch, capsys, tmp_path):
    (tmp_path / "own.yml").write_text("spark: {memory: 7g}")

    assert run(monkeypatch, "config", "--conf", str(tmp_path / "own.yml")) == 0

    printed = capsys.readouterr().out
    assert "memory: 7g" in printed
    assert "restate_days: 35" in printed
