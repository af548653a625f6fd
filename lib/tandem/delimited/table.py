"""A table in delimited text: its header, and its rows with the lines on which they end."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tandem.delimited.text import name_of, read_text
from tandem.errors import UsageError

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 2**27  # characters; a path of a million touches is shorter
SAMPLE = 65_536  # characters that tell the delimiter
A_TABLE = "a line of column names, and rows below it"


@dataclass(frozen=True)
class Table:
    """Text whose first line that is not blank names the columns."""

    where: str
    text: str
    delimiter: str
    header: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows below the header that are not blank, each with the line that it ends on; their lengths may differ.

        Raises UsageError at the first line that is no CSV.
        """
        filled = _filled(self.where, self.text, self.delimiter)
        next(filled)
        return filled


def open_table(given: Path | str, delimiter: str | None = None) -> Table:
    """The table in a file, or on standard input for `-`; the delimiter is guessed when it is None.

    Raises UsageError when there is nothing to read, or no text, or no header.
    """
    return table_in(read_text(given, what=A_TABLE), where=name_of(given), delimiter=delimiter)


def table_in(text: str, *, where: str, delimiter: str | None = None) -> Table:
    """The table in a text. Raises UsageError when all of it is blank."""
    mark = delimiter or _guessed(where, text[:SAMPLE])
    for _, header in _filled(where, text, mark):
        return Table(where, text, mark, tuple(name.strip() for name in header))
    raise UsageError(f"{where}: is empty; expected {A_TABLE}")


def place_of(column: str, header: Sequence[str], where: str) -> int:
    """Where a row has that column; UsageError when the header does not name it, or names it twice."""
    if (count := header.count(column)) == 1:
        return header.index(column)
    wrong = f"the header names {column!r} {count} times" if count else f"no column {column!r}"
    raise UsageError(f"{where}: {wrong}; columns are {', '.join(header)[:500]}")


def delimiter_of(text: str | None) -> str | None:
    """A delimiter as a command line may say it; UsageError when it is not one character."""
    if text is None:
        return None
    mark = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(mark) != 1 or mark in '"\r\n':
        raise UsageError(f"--delimiter: {text!r} is no delimiter, expected one character, or tab")
    return mark


def _guessed(where: str, sample: str) -> str:
    """The delimiter that cuts the header into most cells; one that cuts the row below into as many comes first."""

    def worth(mark: str) -> tuple[bool, int, bool]:
        cells = [len(row) for _, row in islice(_filled(where, sample, mark), 2)]
        is_even = len(set(cells)) == 1
        return is_even and cells[0] > 1, max(cells[:1], default=0), is_even

    return max(DELIMITERS, key=worth)


def _filled(where: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, or more than one cell, with the line that each ends on."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if len(row) > 1 or "".join(row).strip():
                yield reader.line_num, row
    except csv.Error as error:
        raise UsageError(f"{where}: line {reader.line_num}: is no CSV: {error}") from error
