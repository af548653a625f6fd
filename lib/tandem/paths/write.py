"""Credits as a file: one row per model, order and channel, with every digit."""

from __future__ import annotations

from collections.abc import Iterable

from tandem.delimited.write import whole, write_csv

COLUMNS = ("name", "model", "order", "credit", "value")
ENDINGS = (".csv", ".parquet")
Row = tuple[str, str, int | None, float, float | None]


def write_credits(out: str, rows: Iterable[Row]) -> None:
    """Write the rows, as parquet where `out` ends so; UsageError when the file cannot be written."""
    if out.lower().endswith(".parquet"):
        _write_parquet(out, list(rows))
    else:
        write_csv(out, COLUMNS, rows)


def _write_parquet(out: str, rows: list[Row]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = (pa.string(), pa.string(), pa.int32(), pa.float64(), pa.float64())
    columns = [pa.array(column, type_) for column, type_ in zip(zip(*rows, strict=True), types, strict=True)]
    with whole(out) as part:
        pq.write_table(pa.table(dict(zip(COLUMNS, columns, strict=True))), part)
