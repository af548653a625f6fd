"""Nights in processes of their own, which can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

REPO = Path(__file__).parent.parent


def start_night(root: Path, landing: Path, *more: str) -> subprocess.Popen[str]:
    """`tandem night` over a landing folder, in a process group of its own."""
    command = [sys.executable, "-m", "tandem.cli.main", "night", "--conf", str(REPO / "conf/simulated.yml")]
    return subprocess.Popen(
        [*command, "--lake", str(root), "--landing", str(landing), *more],
        env={**os.environ, "PYTHONPATH": str(REPO / "lib")},
        cwd=REPO,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def kill_when(night: subprocess.Popen[str], commit: Path, *, patience_s: float = 300) -> None:
    """SIGKILL the whole process tree as soon as `commit` exists."""
    started = time.monotonic()
    while not commit.exists():
        assert night.poll() is None, night.stdout.read()
        assert time.monotonic() - started < patience_s, f"{commit} never came"
        time.sleep(0.02)
    kill(night)


def kill(night: subprocess.Popen[str]) -> None:
    """SIGKILL the whole process tree."""
    os.killpg(night.pid, signal.SIGKILL)
    night.communicate()


def first_commit(root: Path, table: str) -> Path:
    """The file of a table's first commit."""
    return root / table.replace(".", "/") / "_delta_log" / f"{0:020}.json"
