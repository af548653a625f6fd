"""Lines and columns of suppliers become the contract's columns; what cannot is set aside with its reason."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

from tandem.columns.lines import excerpt
from tandem.errors import FeedError
from tandem.ingest.aside import PLACE, in_the_future, set_aside
from tandem.ingest.feeds import OURS, Feed, group_names

CORRUPT = "_tandem_corrupt"


def build_raw(rows: DataFrame, feed: Feed, deliveries: DataFrame) -> DataFrame:
    """One raw row per delivered row: `rows` has PLACE, is_corrupt and the source's own columns."""
    delivered = typed_columns(rows, feed).join(F.broadcast(deliveries), on="uri", how="inner")
    wrong = F.nullif(F.concat_ws("; ", "set_aside", *in_the_future(feed.table.columns)), F.lit(""))
    told = delivered.withColumn("set_aside", F.coalesce("line_fault", wrong))
    return told.withColumn("line", F.when(F.col("set_aside").isNotNull(), line_of(rows))).select(
        *feed.table.column_names
    )


def line_of(rows: DataFrame) -> Column:
    """What is kept of the `line` of a row that is set aside; a row of Parquet is put into words only here."""
    is_text = isinstance(rows.schema["line"].dataType, StringType)
    return excerpt("line" if is_text else F.to_json("line"))


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
    return typed.select(*PLACE, *(column.name for column in own), set_aside(own, feed.format).alias("set_aside"))


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
    """The files' own columns, and all of them once more for a line."""
    own = [f"`{name}`" for name in rows.columns if name not in ("uri", "line_no")]
    return rows.select(
        "uri",
        "line_no",
        F.struct(*own).alias("line"),
        F.lit(None).cast("string").alias("line_fault"),
        F.lit(False).alias("is_corrupt"),
        *own,
    )


def _opened(lines: DataFrame, row: Column, names: Sequence[str]) -> DataFrame:
    parsed = lines.select(*PLACE, row.alias("row"))
    corrupt = F.col("row").isNull() | F.col(f"row.{CORRUPT}").isNotNull()
    return parsed.select(*PLACE, corrupt.alias("is_corrupt"), *(F.col(f"row.`{name}`").alias(name) for name in names))


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
