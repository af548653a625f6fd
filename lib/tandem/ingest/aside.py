"""Why a row, a line or a whole delivery cannot be read: it is set aside with its reason, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.contract import Column as ContractColumn
from tandem.contract import Table
from tandem.tables import QUARANTINE

PLACE = ("uri", "line_no", "line", "line_fault")
FUTURE_DAYS = 2  # a file of one day may hold rows of the next, and that day ends later elsewhere


def set_aside(columns: Sequence[ContractColumn], source_format: str) -> Column:
    """All that is wrong with a row, joined by '; '; null when nothing is."""
    unreadable = F.when(F.col("is_corrupt"), F.lit(f"line is not {source_format}"))
    missing = [
        F.when(F.col(column.name).isNull() & _given(column).isNull(), F.lit(f"{column.name} is missing"))
        for column in columns
        if column.required
    ]
    mistyped = [
        F.when(
            F.col(column.name).isNull() & _given(column).isNotNull(),
            F.concat(
                F.lit(f"{column.name} is not a {column.type}: "), F.substring(_given(column).cast("string"), 1, 80)
            ),
        )
        for column in columns
        if column.type != "string"
    ]
    negative = [_told(column, F.col(column.name) < 0, "is negative") for column in columns if column.at_least_zero]
    wrong = F.concat_ws("; ", *missing, *mistyped, *negative)
    return F.coalesce(unreadable, F.nullif(wrong, F.lit("")))


def in_the_future(columns: Sequence[ContractColumn]) -> list[Column]:
    """For each column that may not, whether its day lies after that of the delivery; in words, null when not."""
    latest = F.date_add("delivery_date", FUTURE_DAYS)
    return [_told(each, F.to_date(each.name) > latest, "is in the future") for each in columns if each.is_past]


def _told(column: ContractColumn, is_wrong: Column, what: str) -> Column:
    return F.when(is_wrong, F.concat(F.lit(f"{column.name} {what}: "), F.col(column.name).cast("string")))


def _given(column: ContractColumn) -> Column:
    return F.col(column.name if column.type == "string" else f"given_{column.name}")


def quarantined(raw: Mapping[Table, DataFrame]) -> DataFrame:
    """Rows of raw tables that were set aside, as rows of raw.quarantine."""
    parts = [rows.where("set_aside IS NOT NULL").withColumn("feed", F.lit(table.name)) for table, rows in raw.items()]
    return reduce(DataFrame.unionByName, (part.select(*QUARANTINE.column_names) for part in parts))


def set_aside_whole(raw: DataFrame, max_bad_share: float) -> DataFrame:
    """Every row of held deliveries set aside; a row with a reason of its own keeps it."""
    reason = F.lit(f"held: over {max_bad_share:.0%} of the delivery is bad")
    return raw.withColumn("set_aside", F.coalesce("set_aside", reason))


def build_aside(places: DataFrame, table: Table) -> DataFrame:
    """Rows of a raw table of which only the place and the reason are known: `places` has these columns alone."""
    unknown = [F.lit(None).cast(c.type).alias(c.name) for c in table.columns if c.name not in places.columns]
    return places.select("*", *unknown).select(*table.column_names)
