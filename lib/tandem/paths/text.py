"""A delimited text file, plain or gzip, as a header and rows with their line numbers."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tandem.errors import PathsError, UsageError

DELIMITERS = (",", ";", "\t", "|")
LONGEST_FIELD = 2**27  # characters; a path of a million touches is shorter


@dataclass(frozen=True)
class Text:
    """A file whose first line with text is its header."""

    path: Path
    header: tuple[str, ...]
    content: str
    delimiter: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows below the header that are not blank, each with the line that it ends on."""
        csv.field_size_limit(LONGEST_FIELD)
        reader = csv.reader(io.StringIO(self.content, newline=""), delimiter=self.delimiter)
        try:
            filled = ((reader.line_num, row) for row in reader if len(row) > 1 or "".join(row).strip())
            next(filled)
            yield from filled
        except csv.Error as error:
            raise PathsError(f"{self.path}: line {reader.line_num}: {error}") from error


def open_text(path: Path, delimiter: str | None, recognised: Callable[[tuple[str, ...]], int]) -> Text:
    """The file, cut at `delimiter`, or else at the one under which most names of the header are recognised.

    Raises UsageError when there is no such file, PathsError when it is no text.
    """
    content = _decoded(path)
    line = next((line for line in content.splitlines() if line.strip()), None)
    if line is None:
        raise PathsError(f"{path}: the file is empty, expected a header and rows")
    headers = {mark: _header(line, mark) for mark in ((delimiter,) if delimiter else DELIMITERS)}
    best = max(headers, key=lambda mark: (recognised(headers[mark]), len(headers[mark])))
    header = headers[best]
    if repeated := sorted({name for name in header if header.count(name) > 1}):
        raise PathsError(f"{path}: header names {', '.join(map(repr, repeated))} twice")
    return Text(path, header, content, best)


def delimiter_of(text: str | None) -> str | None:
    """A delimiter as a command line may say it; UsageError when it is not one character."""
    if text is None:
        return None
    mark = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(mark) != 1 or mark in '"\r\n':
        raise UsageError(f"--delimiter: {text!r} is no delimiter, expected one character, or tab")
    return mark


def _header(line: str, delimiter: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in next(csv.reader([line], delimiter=delimiter)))


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; expected a file of paths") from error
    try:
        return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise PathsError(f"{path}: begins like gzip but cannot be unpacked: {error}") from error
    except UnicodeDecodeError as error:
        raise PathsError(f"{path}: not UTF-8 text at byte {error.start}; save it as UTF-8") from error
