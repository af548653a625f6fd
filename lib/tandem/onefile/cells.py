"""The cells of one table as text, whatever file it lies in: csv (plain or gzip, any usual delimiter) or parquet."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from tandem.errors import TandemError, UsageError

DELIMITERS = ",;\t|"
GZIP, PARQUET = b"\x1f\x8b", b"PAR1"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # marks of what spreadsheets write as "Unicode text"
LONGEST_CELL = 10_000_000  # characters


@dataclass(frozen=True)
class Cells:
    """Some columns of one table: text by column name, and where each row stands in the file."""

    file: Path
    columns: dict[str, list[str]]
    places: Sequence[int]  # line of a csv file, row of a parquet file, from 1
    unit: str  # line or row

    def where(self, row: int) -> str:
        """ads.csv, line 12."""
        return f"{self.file}, {self.unit} {self.places[row]}"


def column_names(file: Path) -> list[str]:
    """The names at the head of the table, in its order.

    Raises UsageError where there is no such file, TandemError where it holds no table.
    """
    return list(_parquet(file).schema_arrow.names) if _start(file) == PARQUET else _header(file, _lines(file))[0]


def read_cells(file: Path, wanted: Sequence[str]) -> Cells:
    """The `wanted` columns of a table, blanks cut off; lines without any text are no rows.

    Raises TandemError at the first line with more or fewer cells than the header, and where there are no rows.
    """
    found = _read_parquet(file, wanted) if _start(file) == PARQUET else _read_csv(file, wanted)
    if not found.places:
        raise TandemError(f"{file}: has a header and no rows, expected one row per ad and day, or per ad")
    return found


def _start(file: Path) -> bytes:
    if not file.is_file():
        raise UsageError(f"{file}: no such file, expected a csv, csv.gz or parquet file")
    try:
        with file.open("rb") as opened:
            return opened.read(4)
    except OSError as error:
        raise TandemError(f"{file}: cannot be read: {error.strerror}") from error


def _lines(file: Path) -> Iterator[str]:
    """Lines of a text file, one after the other, their ends kept for the csv reader."""
    try:
        with _text(file) as opened:
            yield from opened
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise TandemError(f"{file}: is not text in UTF-8 or UTF-16 (byte {byte:#04x}); save it as UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        raise TandemError(f"{file}: cannot be read: {error}") from error


def _text(file: Path) -> TextIO:
    start, packed = _start(file), False
    if start[:2] == GZIP:
        with gzip.open(file) as opened:
            start, packed = opened.read(2), True
    encoding = "utf-16" if start[:2] in UTF_16 else "utf-8-sig"
    if packed:
        return gzip.open(file, "rt", encoding=encoding, newline="")
    return file.open(encoding=encoding, newline="")


def _header(file: Path, lines: Iterator[str]) -> tuple[list[str], str, int]:
    """Names of the first line with text, the delimiter that cuts it into most cells, and the line's number."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            cut = {each: next(csv.reader([line], delimiter=each)) for each in DELIMITERS}
            delimiter = max(DELIMITERS, key=lambda each: len(cut[each]))
            return [name.strip() for name in cut[delimiter]], delimiter, number
    raise TandemError(f"{file}: is empty, expected a line of column names and rows below it")


def _read_csv(file: Path, wanted: Sequence[str]) -> Cells:
    csv.field_size_limit(LONGEST_CELL)
    lines = _lines(file)
    names, delimiter, above = _header(file, lines)
    at = [names.index(name) for name in wanted]
    columns: list[list[str]] = [[] for _ in wanted]
    places = []
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(names):
                line = above + reader.line_num
                raise TandemError(f"{file}, line {line}: has {len(row)} cells, expected {len(names)} as in the header")
            places.append(above + reader.line_num)
            for cells, index in zip(columns, at, strict=True):
                cells.append(row[index].strip())
    except csv.Error as error:
        raise TandemError(f"{file}, line {above + reader.line_num}: is no csv: {error}") from error
    return Cells(file, dict(zip(wanted, columns, strict=True)), places, "line")


def _read_parquet(file: Path, wanted: Sequence[str]) -> Cells:
    import pyarrow as pa

    try:
        table = _parquet(file).read(columns=list(wanted))
        texts = {name: table[name].cast(pa.string()).to_pylist() for name in wanted}
    except (pa.ArrowException, OSError) as error:
        raise TandemError(f"{file}: its columns cannot be read as text, numbers or dates: {error}") from error
    columns = {name: [(cell or "").strip() for cell in cells] for name, cells in texts.items()}
    return Cells(file, columns, range(1, table.num_rows + 1), "row")


def _parquet(file: Path) -> Any:
    """The opened file; pyarrow is loaded for it alone."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(file)
    except (pa.ArrowException, OSError) as error:
        raise TandemError(f"{file}: is no whole parquet file: {error}") from error
