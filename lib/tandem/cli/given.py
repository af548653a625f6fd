"""What one-file commands are given: the lines of a file or of standard input, and where they write."""

from __future__ import annotations

import csv
import gzip
import os
import re
import sys
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from tandem.errors import UsageError

GZIP = b"\x1f\x8b"
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
MAX_LINE = 65_536  # characters; no user agent, address or row of them is longer
SAMPLE = 65_536  # bytes that tell text from anything else
CONTROL = bytes([*range(9), *range(14, 27), *range(28, 32), 127])
FEW = 16  # control bytes that any text may hold
SHARE = 0.05  # control bytes beyond which it is no text; compressed data and programs have 11 % and more
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def lines_of(given: str, *, what: str) -> list[str]:
    """Lines of the file `given`, of standard input for `-`; gzip is unpacked, control characters become U+FFFD.

    Raises UsageError when there is nothing to read, or when it is no text, or not of lines.
    """
    where = "standard input" if given == "-" else given
    text = _text(_unpacked(_bytes(given), where), where, what).replace("\r\n", "\n")
    lines = UNPRINTABLE.sub("\ufffd", text).removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise UsageError(
                f"{where}: line {number} has {len(line):,} characters; allowed: {MAX_LINE:,}, one {what} a line"
            )
    return lines


def write_rows(out: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows below their head as CSV to the file `out`, whole or not at all; to standard output for `-`.

    Raises UsageError when the file cannot be written.
    """
    if out == "-":
        _write(sys.stdout, head, rows)
        return
    path = Path(out)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            _write(file, head, rows)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"--out {out}: cannot be written: {error.strerror}") from error


def _write(file: TextIO, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)


def _bytes(given: str) -> bytes:
    if given == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(given).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{given}: cannot be read: {reason}; give a file, or - for standard input") from error


def _unpacked(content: bytes, where: str) -> bytes:
    if not content.startswith(GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{where}: its gzip is broken: {error}; allowed: whole gzip files or plain text") from error


def _text(content: bytes, where: str, what: str) -> str:
    """The text that the bytes write, lines that are no UTF-8 read as Latin-1, in which every byte is a letter."""
    if not content:
        raise UsageError(f"{where}: is empty; expected one {what} a line")
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content.removeprefix(mark).decode(encoding, errors="replace")
    sample = content[:SAMPLE]
    controls = len(sample) - len(sample.translate(None, CONTROL))
    if controls > max(FEW, SHARE * len(sample)):
        raise UsageError(
            f"{where}: holds binary data ({controls / len(sample):.0%} control characters); "
            f"expected text, one {what} a line, plain or gzip"
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(map(_line, content.split(b"\n")))


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")
