"""Records of customer lists, their values made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tandem.delimited.cells import Cells, Parquet, open_cells, read_cells
from tandem.delimited.table import Table
from tandem.errors import TandemError, UsageError
from tandem.records.definition import LinkModel

Values = list[str | None]
Row = tuple[str, str, tuple[str | None, ...]]  # list, record id, values in the model's order


@dataclass(frozen=True)
class Records:
    """Records of all lists in order of list and record id: whatever the order of rows, the same records."""

    source: list[str]  # name of the list's file
    record_id: list[str]
    columns: dict[str, Values]  # by column of the model; None is blank
    crowded: dict[str, int]  # by column, values that were on too many records to say anything

    def __len__(self) -> int:
        return len(self.record_id)

    def name_of(self, place: int) -> str:
        """people.csv:17."""
        return f"{self.source[place]}:{self.record_id[place]}"


def read_records(files: Sequence[Path], model: LinkModel) -> Records:
    """The records of lists in CSV or parquet.

    Raises UsageError for a file or a column that is not there, TandemError for rows that cannot be read, a blank record
    id, and one that two records of a list have.
    """
    names = [file.name for file in files]
    if repeated := [name for name in names if names.count(name) > 1]:
        raise UsageError(f"identity link: two lists are called {repeated[0]}; expected lists of different names")
    rows = sorted(chain.from_iterable(_rows_of(file, model) for file in files), key=lambda row: row[:2])
    values = {name: [row[2][at] for row in rows] for at, name in enumerate(model.columns)}
    told = {name: _telling(values[name], column.most_records) for name, column in model.columns.items()}
    return Records(
        source=[row[0] for row in rows],
        record_id=[row[1] for row in rows],
        columns={name: kept for name, (kept, _) in told.items()},
        crowded={name: count for name, (_, count) in told.items() if count},
    )


def comparable(text: str, *, is_digits: bool) -> str:
    """Digits alone, or letters of one size with single blanks; nothing when nothing is left."""
    if is_digits:
        return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _rows_of(file: Path, model: LinkModel) -> list[Row]:
    table = open_cells(file)
    wanted = {name: _chosen(table, name, column.named) for name, column in model.columns.items()}
    id_column = _chosen(table, "record_id", model.record_id)
    cells = read_cells(table, list(dict.fromkeys([id_column, *wanted.values()])), expected="one row per record")
    ids = _checked_ids(cells, id_column)
    blanks = {comparable(word, is_digits=False) for word in model.blanks}
    values = [
        _values(cells.columns[wanted[name]], blanks, is_digits=column.kind == "digits")
        for name, column in model.columns.items()
    ]
    source = Path(table.where).name
    return [(source, id_, row) for id_, row in zip(ids, zip(*values, strict=True), strict=True)]


def _chosen(table: Table | Parquet, column: str, named: Sequence[str]) -> str:
    """The first of its names that the list has, in whatever letters."""
    by_name = {name.casefold(): name for name in reversed(table.header)}
    if found := next((by_name[name.casefold()] for name in named if name.casefold() in by_name), None):
        return found
    allowed = ", ".join(named)
    raise UsageError(f"{table.where}: no column for {column} ({allowed}); columns are {', '.join(table.header)[:500]}")


def _checked_ids(cells: Cells, column: str) -> list[str]:
    """Record ids; each is there, once."""
    first: dict[str, int] = {}
    for at, id_ in enumerate(cells.columns[column]):
        if not id_:
            raise TandemError(f"{cells.place(at)}: {column} is blank; expected an id that no other record has")
        if id_ in first:
            other = f"{cells.unit} {cells.places[first[id_]]}"
            raise TandemError(f"{cells.place(at)}: {column} {id_!r} is that of {other} too; expected one record per id")
        first[id_] = at
    return list(first)


def _values(texts: Sequence[str], blanks: set[str], *, is_digits: bool) -> Values:
    """Comparable values; a word that stands for nothing is None."""
    return [
        None if comparable(text, is_digits=False) in blanks else comparable(text, is_digits=is_digits) or None
        for text in texts
    ]


def _telling(values: Values, most: int | None) -> tuple[Values, int]:
    """Values without those on more than `most` records, and how many those are."""
    counts = Counter(value for value in values if value is not None)
    crowded = {value for value, count in counts.items() if most is not None and count > most}
    return [None if value in crowded else value for value in values], len(crowded)
