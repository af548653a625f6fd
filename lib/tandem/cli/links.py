"""The addresses in a CSV file or in a plain list."""

from __future__ import annotations

import csv

from tandem.errors import UsageError

COLUMN = "url"
DELIMITERS = ",;\t|"


def links_of(lines: list[str], column: str | None, *, where: str) -> list[str]:
    """Addresses in their order: of `column` where the first line names columns, else every line; blanks are none.

    Raises UsageError when there is no such column, or no address at all.
    """
    said = [line for line in lines if line.strip()] or [""]
    head, delimiter = _head(said[0])
    named = column or next((name for name in head if name.lower() == COLUMN), None)
    is_list = named is None and _is_address(said[0])
    links = said if is_list else _column(said, head, delimiter, named or COLUMN, where)
    if found := [link.strip() for link in links if link.strip()]:
        return found
    raise UsageError(f"{where}: holds no address; expected one a line, or a column of them")


def _head(first: str) -> tuple[list[str], str]:
    """Names of the columns, and what parts them."""
    delimiter = max(DELIMITERS, key=first.count)
    return [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])], delimiter


def _is_address(line: str) -> bool:
    return "://" in line or line.startswith(("/", "?")) or "?" in line


def _column(lines: list[str], head: list[str], delimiter: str, column: str, where: str) -> list[str]:
    if column not in head:
        raise UsageError(
            f"{where}: no column {column!r}; it has {', '.join(head)[:500]}; "
            "name one with --column, or give one address a line"
        )
    at = head.index(column)
    try:
        return [row[at] for row in csv.reader(lines[1:], delimiter=delimiter) if len(row) > at]
    except csv.Error as error:
        raise UsageError(f"{where}: is no readable CSV: {error}; expected rows parted by {delimiter!r}") from error
