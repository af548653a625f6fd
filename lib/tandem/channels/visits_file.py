"""A file of visits or links, as what each row states and how many visits it stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from tandem.channels.marks import Stated, folded, stated_by
from tandem.delimited.table import Table, place_of
from tandem.errors import TandemError, UsageError

COLUMNS = ("source", "medium", "campaign", "referrer", "url")
COUNT = "count"


def read_visits(table: Table, click_ids: Collection[str]) -> Counter[Stated]:
    """Visits by what they state: a row counts once, or as often as its column `count` says.

    A row's own source and medium come before those of its address. Raises UsageError when there is none of the columns,
    TandemError at the first row that is not as long as the header or has no whole number as count, and without rows.
    """
    at = _places(table)
    visits: Counter[Stated] = Counter()
    for line, row in table.rows():
        if len(row) != len(table.header):
            wrong = f"has {len(row)} cells; expected {len(table.header)} as in the header"
            raise TandemError(f"{table.where}: line {line}: {wrong}")
        said = {name: row[place].strip() for name, place in at.items()}
        count = said.get(COUNT, "1")
        if not (count.isascii() and count.isdecimal()):
            raise TandemError(f"{table.where}: line {line}: count is {count!r}, expected a whole number from 0")
        visits[_stated(said, click_ids)] += int(count)
    if not visits:
        raise TandemError(f"{table.where}: has a header and no rows; expected one row per visit, or per kind of visits")
    return visits


def _places(table: Table) -> dict[str, int]:
    """Place of each column that is known; `utm_source` is `source`, in any case of letters."""
    by_name = {name.casefold().removeprefix("utm_"): name for name in reversed(table.header)}
    found = {name: by_name[name] for name in (*COLUMNS, COUNT) if name in by_name}
    if not found.keys() & set(COLUMNS):
        given = ", ".join(table.header)[:500]
        raise UsageError(f"{table.where}: no column is one of {', '.join(COLUMNS)}; columns are {given}")
    return {name: place_of(column, table.header, table.where) for name, column in found.items()}


def _stated(said: dict[str, str], click_ids: Collection[str]) -> Stated:
    read = stated_by(said.get("url", ""), said.get("referrer", ""), click_ids)
    source, medium, campaign = (folded(said.get(word, "")) for word in ("source", "medium", "campaign"))
    if source or medium:
        read = read._replace(source=source, medium=medium)
    return read._replace(campaign=campaign or read.campaign)
