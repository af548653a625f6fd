"""The command in this process, as a shell would see it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from tandem.cli.main import main


@pytest.fixture
def run(monkeypatch, capsys) -> Callable[..., tuple[object, str, str]]:
    """`run("bots", ...)`: exit code, standard output and error."""

    def run(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "argv", ["tandem", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as stopped:
            main()
        return stopped.value.code, *capsys.readouterr()

    return run
