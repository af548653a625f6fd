"""The addresses in a CSV file or in a plain list."""

from __future__ import annotations

from tandem.delimited.table import Table, place_of, table_in
from tandem.errors import UsageError

COLUMN = "url"


def links_of(lines: list[str], column: str | None, *, where: str) -> list[str]:
    """Addresses in their order: of `column` where the first line names columns, else every line; blanks are none.

    Raises UsageError when there is no such column, or no address at all.
    """
    table = table_in("\n".join(lines), where=where)
    named = column or next((name for name in table.header if name.lower() == COLUMN), None)
    if named is None and _is_address(next(line for line in lines if line.strip())):
        links = lines
    else:
        at = _place(named or COLUMN, table)
        links = [row[at] for _, row in table.rows() if len(row) > at]
    if found := [link.strip() for link in links if link.strip()]:
        return found
    raise UsageError(f"{where}: holds no address; expected one a line, or a column of them")


def _is_address(line: str) -> bool:
    return "://" in line or line.startswith(("/", "?")) or "?" in line


def _place(column: str, table: Table) -> int:
    try:
        return place_of(column, table.header, table.where)
    except UsageError as error:
        raise UsageError(f"{error}; name one with --column, or give one address a line") from error
