"""Arrow tables as frames of plain numbers and texts."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US


def frame(table: pa.Table) -> pd.DataFrame:
    """`table` with instants as microseconds since 1970 UTC, days as midnights, and amounts as doubles."""
    columns = {name: _plain(table[name]) for name in table.column_names}
    made: pd.DataFrame = pa.table(columns).to_pandas(date_as_object=False)
    return made


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
    return column.cast(pa.float64()) if pa.types.is_decimal(column.type) else column
