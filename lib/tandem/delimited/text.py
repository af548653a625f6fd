"""The text of a file or of standard input, however it was saved: plain or gzip, UTF-8, or UTF-16 with its mark."""

from __future__ import annotations

import gzip
import re
import sys
import zlib
from pathlib import Path

from tandem.errors import UsageError

STANDARD = "-"  # standard input or output in place of a file
GZIP = b"\x1f\x8b"
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
MAX_LINE = 65_536  # characters; no user agent or address is longer
SAMPLE = 65_536  # bytes that tell text from anything else
CONTROL = bytes([*range(9), *range(14, 27), *range(28, 32), 127])
FEW = 16  # control bytes that any text may hold
SHARE = 0.05  # control bytes beyond which it is no text; compressed data and programs have 11 % and more
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def name_of(given: Path | str) -> str:
    """What messages call it."""
    return "standard input" if str(given) == STANDARD else str(given)


def read_text(given: Path | str, *, what: str) -> str:
    """All of the text; `what` says what it should hold.

    Raises UsageError when there is nothing to read, and at the first line that is no text.
    """
    content, encoding = _content(given, what)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(encoding).count("\n") + 1
        wrong = f"is not {encoding.upper()} text (byte {content[error.start]:#04x})"
        raise UsageError(f"{name_of(given)}: line {line}: {wrong}; save it as UTF-8") from error


def read_lines(given: Path | str, *, what: str) -> list[str]:
    """Lines that each stand for themselves, so that a wrong byte in one stops no other.

    What is no UTF-8 is read as Latin-1, in which every byte is a letter; control characters become U+FFFD. Raises
    UsageError when there is nothing to read, or when it is no text of lines.
    """
    content, encoding = _content(given, f"one {what} a line")
    if encoding == "utf-8":
        text = "\n".join(map(_line, content.split(b"\n")))
    else:
        text = content.decode(encoding, errors="replace")
    lines = UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n")).removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            wrong = f"has {len(line):,} characters; allowed: {MAX_LINE:,}, one {what} a line"
            raise UsageError(f"{name_of(given)}: line {number}: {wrong}")
    return lines


def _content(given: Path | str, what: str) -> tuple[bytes, str]:
    """The unpacked bytes behind their mark, and the encoding that it says."""
    where = name_of(given)
    content = _unpacked(_bytes(given, where), where)
    if not content:
        raise UsageError(f"{where}: is empty; expected {what}")
    mark, encoding = next((each for each in BOMS if content.startswith(each[0])), (b"", "utf-8"))
    sample = content[:SAMPLE] if encoding == "utf-8" else b""
    controls = len(sample) - len(sample.translate(None, CONTROL))
    if controls > max(FEW, SHARE * len(sample)):
        wrong = f"holds binary data ({controls / len(sample):.0%} control characters)"
        raise UsageError(f"{where}: {wrong}; expected text, plain or gzip: {what}")
    return content.removeprefix(mark), encoding


def _bytes(given: Path | str, where: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(given) == STANDARD else Path(given).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{where}: cannot be read: {reason}; give a file, or - for standard input") from error


def _unpacked(content: bytes, where: str) -> bytes:
    if not content.startswith(GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{where}: its gzip is broken: {error}; allowed: whole gzip files or plain text") from error


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")
