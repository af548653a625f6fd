"""Results written whole or not at all: CSV to a file or to standard output, or what else a command writes to a file."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tandem.delimited.text import STANDARD
from tandem.errors import UsageError


def checked_target(out: Path | str, *endings: str, beside: Path | str | None = None) -> str:
    """Where `--out` writes. `endings` are those allowed, any when there are none; `beside` is the file that is read.

    Raises UsageError for another ending, a folder that is not there, or the file that is read.
    """
    path = Path(out)
    if str(out) == STANDARD:
        return STANDARD
    if endings and path.suffix.lower() not in endings:
        allowed = ", ".join((*endings, "or - for standard output"))
        raise UsageError(f"--out {out}: ends in {path.suffix or 'nothing'!r}; allowed: {allowed}")
    if not path.parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {path.parent}")
    if beside is not None and path.exists() and Path(beside).exists() and path.samefile(beside):
        raise UsageError(f"--out {out}: is the file that is read; choose another name")
    return str(out)


def write_csv(out: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows below their head to the file `out`, to standard output for `-`; None is blank.

    Raises UsageError when the file cannot be written.
    """
    if out == STANDARD:
        _write(sys.stdout, head, rows)
        return
    with whole(out) as part, part.open("w", encoding="utf-8", newline="") as file:
        _write(file, head, rows)


@contextmanager
def whole(out: str) -> Iterator[Path]:
    """A file to write; it takes the name `out` once all is written, and is removed when anything fails.

    Raises UsageError when it cannot be written.
    """
    path = Path(out)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise UsageError(f"--out {out}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def _write(file: TextIO, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
