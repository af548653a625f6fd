"""The cells of one table as text, whether it lies in delimited text or in parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tandem.delimited.table import Table, open_table, place_of
from tandem.errors import TandemError, UsageError

PARQUET = b"PAR1"


@dataclass(frozen=True)
class Cells:
    """Some columns of one table: text by column name, and where each row stands in the file."""

    where: str  # what messages call the file
    columns: dict[str, list[str]]
    places: Sequence[int]  # line of a text, row of a parquet file, from 1
    unit: str  # line or row

    def place(self, row: int) -> str:
        """ads.csv: line 12."""
        return f"{self.where}: {self.unit} {self.places[row]}"


@dataclass(frozen=True)
class Parquet:
    """A parquet file whose columns are known and not yet read."""

    where: str
    header: tuple[str, ...]
    file: Any


def open_cells(given: Path) -> Table | Parquet:
    """The table in a file, or in text on standard input for `-`: its columns are known.

    Raises UsageError where there is no table.
    """
    try:
        with given.open("rb") as opened:
            is_parquet = opened.read(len(PARQUET)) == PARQUET
    except OSError:
        is_parquet = False
    return _open_parquet(given) if is_parquet else open_table(given)


def read_cells(table: Table | Parquet, wanted: Sequence[str], *, expected: str) -> Cells:
    """The `wanted` columns of a table, blanks cut off; rows without any text are none. `expected` says what a row is.

    Raises UsageError where a column is not there once, TandemError at the first row with more or fewer cells than the
    header, and where there are no rows.
    """
    found = _read_parquet(table, wanted) if isinstance(table, Parquet) else _read_text(table, wanted)
    if not found.places:
        raise TandemError(f"{table.where}: has a header and no rows; expected {expected}")
    return found


def _read_text(table: Table, wanted: Sequence[str]) -> Cells:
    at = [place_of(name, table.header, table.where) for name in wanted]
    columns: list[list[str]] = [[] for _ in wanted]
    places = []
    for line, row in table.rows():
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(table.header):
            wrong = f"has {len(row)} cells; expected {len(table.header)} as in the header"
            raise TandemError(f"{table.where}: line {line}: {wrong}")
        places.append(line)
        for cells, index in zip(columns, at, strict=True):
            cells.append(row[index].strip())
    return Cells(table.where, dict(zip(wanted, columns, strict=True)), places, "line")


def _read_parquet(table: Parquet, wanted: Sequence[str]) -> Cells:
    import pyarrow as pa

    for name in wanted:
        place_of(name, table.header, table.where)
    try:
        read = table.file.read(columns=list(wanted))
        texts = {name: read[name].cast(pa.string()).to_pylist() for name in wanted}
    except (pa.ArrowException, OSError) as error:
        raise TandemError(f"{table.where}: its columns cannot be read as text, numbers or dates: {error}") from error
    columns = {name: [(cell or "").strip() for cell in cells] for name, cells in texts.items()}
    return Cells(table.where, columns, range(1, read.num_rows + 1), "row")


def _open_parquet(given: Path) -> Parquet:
    """The opened file; pyarrow is loaded for it alone."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(given)
    except (pa.ArrowException, OSError) as error:
        raise UsageError(f"{given}: is no whole parquet file: {error}") from error
    return Parquet(str(given), tuple(file.schema_arrow.names), file)
