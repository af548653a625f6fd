"""Credits as a file: one row per model, order and channel, with every digit."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from tandem.errors import UsageError

COLUMNS = ("name", "model", "order", "credit", "value")
Row = tuple[str, str, int | None, float, float | None]


def check_target(path: Path) -> Path:
    """The file to write; UsageError when its ending is neither .csv nor .parquet or its folder does not exist."""
    if path.suffix not in (".csv", ".parquet"):
        raise UsageError(f"--out: {path} ends in {path.suffix or 'nothing'!r}, expected .csv or .parquet")
    if not path.parent.is_dir():
        raise UsageError(f"--out: {path}: there is no folder {path.parent}")
    return path


def write_credits(path: Path, rows: Iterable[Row]) -> None:
    """Write the rows; UsageError when the file cannot be written."""
    try:
        if path.suffix == ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
        else:
            _write_parquet(path, list(rows))
    except OSError as error:
        raise UsageError(f"--out: {path} cannot be written: {error.strerror or error}") from error


def _write_parquet(path: Path, rows: list[Row]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = (pa.string(), pa.string(), pa.int32(), pa.float64(), pa.float64())
    columns = [pa.array(column, type_) for column, type_ in zip(zip(*rows, strict=True), types, strict=True)]
    pq.write_table(pa.table(dict(zip(COLUMNS, columns, strict=True))), path)
