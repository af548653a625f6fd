"""Tables as they stood: at a version, after a night, and as another table had read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import overload

from pyspark.sql import DataFrame

from tandem.changes import Affected
from tandem.commits import markers
from tandem.contract import Table
from tandem.errors import LakeError
from tandem.lake import Lake


def at_version(lake: Lake, table: Table, version: int) -> DataFrame:
    """Rows of `table` at a Delta version, with the lake's own columns."""
    return lake.spark.sql(f"SELECT * FROM {lake.address(table)} VERSION AS OF {version}")


def read_as_of(lake: Lake, table: Table, night: date) -> DataFrame:
    """Rows of `table` as the runs of `night`, or of the last night before it, had left them; contract columns."""
    known = [] if lake.marker(table) is None else markers(lake.spark, lake.address(table))
    reached = max((each.through for each in known if each.through and each.through <= str(night)), default=None)
    last = next((each for each in known if each.through == reached), None)
    return _empty(lake, table) if last is None else at_version(lake, table, last.version).select(*table.column_names)


def read_before(lake: Lake, out: Table, table: Table, within: Affected) -> DataFrame:
    """Rows of `table` as `out` last read them, contract columns; none where it never did.

    Raises LakeError when the history of `table` does not reach back so far.
    """
    seen = lake.marker(out)
    write = seen.writes_read(table.full_name) if seen else 0
    if not write:
        return _empty(lake, table)
    known = markers(lake.spark, lake.address(table))
    if not any(each.write == write for each in known):
        raise LakeError(
            f"{table.full_name}: its history no longer holds write {write}, which {out.full_name} compares with; move "
            f"{out.full_name} away, and it begins anew"
        )
    later = [each.version for each in known if each.write > write]
    if not later:
        return lake.read(table, within=within)
    # As it stood last: new keys of the pseudonyms, or OPTIMIZE, are commits more, and no change.
    rows = at_version(lake, table, min(later) - 1).select(*table.column_names)
    return within.restrict(rows, day=table.partition)


def both_sides(
    lake: Lake, out: Table, within: Affected, *tables: Table
) -> tuple[Sequence[DataFrame], Sequence[DataFrame], Affected]:
    """Rows of `tables` as `out` last read them, and as they stand; and the night with the versions that stand.

    The versions are columns `<name of the table>_version`.
    """
    before = [read_before(lake, out, table, within) for table in tables]
    versions = [marker.version for table in tables if (marker := lake.marker(table))]
    columns = ["through date", *(f"{table.name}_version bigint" for table in tables)]
    night = lake.spark.createDataFrame([(lake.through, *versions)], ", ".join(columns))
    return before, read(lake, within, *tables), Affected(night, days=frozenset({lake.through}))


@overload
def read(lake: Lake, within: Affected, one: Table, other: Table, /) -> tuple[DataFrame, DataFrame]: ...


@overload
def read(
    lake: Lake, within: Affected, one: Table, other: Table, third: Table, /
) -> tuple[DataFrame, DataFrame, DataFrame]: ...


@overload
def read(lake: Lake, within: Affected, *tables: Table) -> tuple[DataFrame, ...]: ...


def read(lake: Lake, within: Affected, *tables: Table) -> tuple[DataFrame, ...]:
    """Rows of each of `tables` as they stand."""
    return tuple(lake.read(table, within=within) for table in tables)


def _empty(lake: Lake, table: Table) -> DataFrame:
    return lake.spark.createDataFrame([], table.promise)
