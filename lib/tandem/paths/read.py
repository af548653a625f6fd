"""A file of paths, in either of the layouts people have, as arrays with a ledger of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tandem.delimited.table import Table, delimiter_of, open_table, place_of
from tandem.errors import PathsError
from tandem.paths.arrays import Paths
from tandem.paths.columns import PATH_LAYOUT, columns_of
from tandem.paths.file import PathFile, Untouched
from tandem.paths.rows import BadFieldError, Ledger, checked_share, number, worth
from tandem.paths.steps import SEPARATOR, Steps
from tandem.paths.touches import read_touch_rows


@dataclass(frozen=True)
class Layout:
    """How a file is to be read; what is None is guessed."""

    columns: dict[str, str]
    separator: str = SEPARATOR
    delimiter: str | None = None
    max_bad_share: float = 0.0


def read_paths(path: Path, layout: Layout) -> PathFile:
    """The paths of a file with their conversions, value and journeys without a conversion.

    Raises UsageError when the file or a column is not there, PathsError when rows are bad or nothing converts.
    """
    checked_share(layout.max_bad_share)
    table = open_table(path, delimiter_of(layout.delimiter))
    columns = columns_of(table.where, table.header, layout.columns)
    at = {role: place_of(name, table.header, table.where) for role, name in columns.items()}
    if "path" in columns:
        found = _read_path_rows(table, columns, at, layout)
    else:
        found = read_touch_rows(table, columns, at, layout.max_bad_share)
    if not found.paths.touch.size:
        raise PathsError(f"{table.where}: no path has a touch: there is nothing to credit")
    if not found.paths.conversions.sum():
        raise PathsError(f"{table.where}: column {columns['conversions']} sums to 0: no conversions, nothing to credit")
    return found


def _read_path_rows(table: Table, columns: dict[str, str], at: dict[str, int], layout: Layout) -> PathFile:
    """One path a row: path, conversions, and where they are there value and journeys without a conversion."""
    ledger, steps = Ledger(table.where), Steps(layout.separator)
    touches: list[list[int]] = []
    amounts: list[tuple[float, ...]] = []
    untouched: list[tuple[float, ...]] = []
    for line, row in table.rows():
        ledger.rows += 1
        try:
            amount = _amounts(row, table.header, at)
            numbers = steps.of(row[at["path"]])
        except BadFieldError as error:
            ledger.set_aside(line, error)
            continue
        (amounts if numbers else untouched).append(amount)
        if numbers:
            touches.append(numbers)
    ledger.close(layout.max_bad_share)
    steps.check(table.where)
    bare = np.array(untouched).reshape(-1, 3).sum(axis=0)
    return PathFile(_arrays(steps.names, touches, amounts, columns), Untouched(*bare.tolist()), columns, ledger)


def _amounts(row: list[str], header: tuple[str, ...], at: dict[str, int]) -> tuple[float, ...]:
    """Conversions, value and journeys without a conversion of one row; 0 for a column that is not there."""
    if len(row) != len(header):
        raise BadFieldError(f"the row is not {len(header)} fields long, like the header", str(len(row)))
    conversions_at, value_at, nulls_at = (at.get(role) for role in PATH_LAYOUT[1:])
    assert conversions_at is not None
    count = number(row[conversions_at], header[conversions_at])
    value = 0.0 if value_at is None else worth(row[value_at], header[value_at], count)
    return count, value, 0.0 if nulls_at is None else number(row[nulls_at], header[nulls_at])


def _arrays(
    names: tuple[str, ...], touches: list[list[int]], amounts: list[tuple[float, ...]], columns: dict[str, str]
) -> Paths:
    sizes = np.array([len(numbers) for numbers in touches], dtype=np.int64)
    conversions, value, nulls = np.array(amounts).reshape(-1, 3).T
    return Paths(
        names=names,
        touch=np.fromiter((number for numbers in touches for number in numbers), dtype=np.int64, count=sizes.sum()),
        starts=(np.cumsum(sizes) - sizes).astype(np.int64),
        conversions=conversions,
        value=value if "value" in columns else None,
        nulls=nulls if "nulls" in columns else None,
    )
