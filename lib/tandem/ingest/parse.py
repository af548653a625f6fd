"""Lines and columns of suppliers become the contract's columns; what cannot is set aside with its reason."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

from tandem.contract import Column as ContractColumn
from tandem.contract import Table
from tandem.errors import FeedError
from tandem.ingest.feeds import OURS, Feed, group_names
from tandem.tables import QUARANTINE

LONGEST_LINE = 10_000
CORRUPT = "_tandem_corrupt"
PLACE = ("uri", "line_no", "line")


def build_raw(rows: DataFrame, feed: Feed, deliveries: DataFrame) -> DataFrame:
    """One raw row per delivered row: `rows` has uri, line_no, line, is_corrupt and the source's own columns."""
    typed = typed_columns(rows, feed)
    return typed.join(F.broadcast(deliveries), on="uri", how="inner").select(*feed.table.column_names)


def typed_columns(rows: DataFrame, feed: Feed) -> DataFrame:
    """The contract's columns by the feed's expressions, with `set_aside` saying all that is wrong with a row.

    Raises FeedError when an expression names a column that the source does not have.
    """
    own = [column for column in feed.table.columns if column.name not in OURS]
    given = [F.expr(feed.columns.get(column.name, "NULL")).alias(f"given_{column.name}") for column in own]
    try:
        own_rows = rows.where(F.expr(feed.only) | F.col("is_corrupt")) if feed.only else rows
        mapped = own_rows.select(*PLACE, "is_corrupt", *given)
        mapped.schema  # noqa: B018 - asks the analyser now, so that a wrong mapping is reported here
    except AnalysisException as error:
        raise FeedError(_mapping_error(feed, rows, error)) from None
    typed = mapped.select(
        *PLACE,
        "is_corrupt",
        *(F.col(f"given_{column.name}").try_cast(column.type).alias(column.name) for column in own),
        *(f"given_{column.name}" for column in own if column.type != "string"),
    )
    aside = set_aside(own, feed.format)
    line = F.when(aside.isNotNull(), F.substring("line", 1, LONGEST_LINE))
    return typed.select(
        "uri", "line_no", *(column.name for column in own), aside.alias("set_aside"), line.alias("line")
    )


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
    wrong = F.concat_ws("; ", *missing, *mistyped)
    return F.coalesce(unreadable, F.nullif(wrong, F.lit("")))


def _given(column: ContractColumn) -> Column:
    return F.col(column.name if column.type == "string" else f"given_{column.name}")


def json_columns(lines: DataFrame, fields: Sequence[str]) -> DataFrame:
    """`fields` of one JSON object a line, as text."""
    schema = StructType([StructField(name, StringType()) for name in (*fields, CORRUPT)])
    options = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": CORRUPT}
    return _opened(lines, F.from_json("line", schema, options), fields)


class Header(NamedTuple):
    """The line of a CSV file that names its columns."""

    line_no: int
    text: str


def csv_columns(lines: DataFrame, header: Header, options: dict[str, str]) -> DataFrame:
    """Columns named by `header`, as text; the header itself is not a row."""
    names = csv_names(header.text, options)
    schema = ", ".join(f"`{name}` STRING" for name in (*names, CORRUPT))
    reader = {"sep": ",", **options, "mode": "PERMISSIVE", "columnNameOfCorruptRecord": CORRUPT}
    reader.pop("header", None)
    return _opened(lines.where(F.col("line_no") > header.line_no), F.from_csv("line", schema, reader), names)


def csv_names(header: str, options: Mapping[str, str]) -> list[str]:
    """Column names of a header line, without quotes."""
    separator, quote = options.get("sep", ","), options.get("quote", '"')
    is_one = len(separator) == 1  # all that Python's reader takes
    names = next(csv.reader([header], delimiter=separator, quotechar=quote)) if is_one else header.split(separator)
    return [name.strip() for name in names]


def regex_columns(lines: DataFrame, pattern: str) -> DataFrame:
    """Named groups of `pattern`, as text; a line that does not match is corrupt."""
    groups = [F.regexp_extract("line", pattern, number).alias(name) for name, number in group_names(pattern).items()]
    return lines.select(*PLACE, (~F.col("line").rlike(pattern)).alias("is_corrupt"), *groups)


def parquet_columns(rows: DataFrame) -> DataFrame:
    """The files' own columns, with the row as JSON for its line."""
    own = [f"`{name}`" for name in rows.columns if name not in ("uri", "line_no")]
    return rows.select(
        "uri", "line_no", F.to_json(F.struct(*own)).alias("line"), F.lit(False).alias("is_corrupt"), *own
    )


def _opened(lines: DataFrame, row: Column, names: Sequence[str]) -> DataFrame:
    parsed = lines.select(*PLACE, row.alias("row"))
    corrupt = F.col("row").isNull() | F.col(f"row.{CORRUPT}").isNotNull()
    return parsed.select(*PLACE, corrupt.alias("is_corrupt"), *(F.col(f"row.`{name}`").alias(name) for name in names))


def quarantined(raw: Mapping[Table, DataFrame]) -> DataFrame:
    """Rows of raw tables that were set aside, as rows of raw.quarantine."""
    parts = [rows.where("set_aside IS NOT NULL").withColumn("feed", F.lit(table.name)) for table, rows in raw.items()]
    return reduce(DataFrame.unionByName, (part.select(*QUARANTINE.column_names) for part in parts))


def set_aside_whole(raw: DataFrame, max_bad_share: float) -> DataFrame:
    """Every row of held deliveries set aside; a row with a reason of its own keeps it."""
    reason = F.lit(f"held: over {max_bad_share:.0%} of the delivery is bad")
    return raw.withColumn("set_aside", F.coalesce("set_aside", reason))


def _mapping_error(feed: Feed, rows: DataFrame, error: AnalysisException) -> str:
    known = ", ".join(name for name in rows.columns if name not in (*PLACE, "is_corrupt"))
    said = str(error).split("SQLSTATE")[0].strip()
    return f"{feed.where}: {_failing_column(feed, rows)}: {said} The source has: {known}"


def _failing_column(feed: Feed, rows: DataFrame) -> str:
    for name, expression in feed.columns.items():
        try:
            rows.select(F.expr(expression)).schema  # noqa: B018 - asks the analyser
        except AnalysisException:
            return f"columns.{name}: {expression}"
    return "columns"
