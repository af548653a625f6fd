"""Rows of delivered files as they stand, whatever their format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import reduce
from typing import Protocol, TypeVar

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from tandem.contract import Table
from tandem.errors import FeedError
from tandem.ingest.aside import build_aside
from tandem.ingest.deliveries import Delivery
from tandem.ingest.feeds import Feed
from tandem.ingest.parse import (
    Header,
    build_raw,
    csv_columns,
    json_columns,
    line_of,
    parquet_columns,
    regex_columns,
)
from tandem.landed import LandedFile

Item = TypeVar("Item")
Key = TypeVar("Key")

DELIVERY = "uri string, delivery_id string, delivery_date date"
FAULT = "delivery_id string, delivery_date date, line_no bigint, set_aside string"


class Reader(Protocol):
    """Opens landed files."""

    @property
    def spark(self) -> SparkSession: ...  # noqa: D102 - a protocol's members
    def lines(self, files: Sequence[LandedFile], encoding: str) -> DataFrame: ...  # noqa: D102
    def parquet(self, files: Sequence[LandedFile]) -> DataFrame: ...  # noqa: D102
    def numbering(self, files: Sequence[LandedFile]) -> AbstractContextManager[None]: ...  # noqa: D102


def by_table(deliveries: Sequence[Delivery]) -> dict[Table, list[Delivery]]:
    """Deliveries of each raw table, all suppliers together, in order of the tables' names."""
    return grouped(sorted(deliveries, key=lambda each: each.feed.table.name), lambda each: each.feed.table)


def read_headers(deliveries: Sequence[Delivery], reader: Reader) -> dict[str, Header]:
    """The first line with text of each CSV file, by uri; as many as files, so they may be collected."""
    tables = [each for each in deliveries if each.feed.format == "csv" and not each.fault]
    if not tables:
        return {}
    encoded = grouped(tables, lambda each: each.feed.encoding)
    with reader.numbering([each.file for each in tables]):
        parts = [reader.lines([each.file for each in same], code) for code, same in encoded.items()]
        lines = reduce(DataFrame.unionByName, parts)
        first = lines.groupBy("uri").agg(F.min("line_no").alias("line_no"), F.min_by("line", "line_no").alias("line"))
        return {row["uri"]: Header(row["line_no"], row["line"]) for row in first.collect()}


def raw_rows(deliveries: Sequence[Delivery], reader: Reader, headers: Mapping[str, Header]) -> DataFrame:
    """Rows of one raw table for these deliveries of any of its suppliers."""
    feeds = grouped(deliveries, lambda each: (each.feed.where, bool(each.fault)))
    parts = [part for same in feeds.values() for part in _delivered(same, reader, headers)]
    nothing = reader.spark.createDataFrame([], deliveries[0].feed.table.promise)
    return reduce(DataFrame.unionByName, parts or [nothing])


def _delivered(deliveries: Sequence[Delivery], reader: Reader, headers: Mapping[str, Header]) -> list[DataFrame]:
    """Rows of one feed; the same file may be another delivery of another feed."""
    feed, files = deliveries[0].feed, [each.file for each in deliveries]
    if deliveries[0].fault:
        faults = [(each.delivery_id, each.delivery_date, 0, each.fault) for each in deliveries]
        return [build_aside(reader.spark.createDataFrame(faults, FAULT), feed.table)]
    facts = [(each.file.uri, each.delivery_id, each.delivery_date) for each in deliveries]
    known, is_proven = reader.spark.createDataFrame(facts, DELIVERY), deliveries[0].is_proven
    return [mapped_rows(rows, feed, known, is_proven) for rows in source_rows(feed, files, reader, headers)]


def mapped_rows(rows: DataFrame, feed: Feed, deliveries: DataFrame, is_proven: bool) -> DataFrame:
    """Raw rows of `rows`. A mapping that never fitted is wrong, one that did meets columns that changed since.

    Raises FeedError for the first; for the second all rows are set aside.
    """
    try:
        return build_raw(rows, feed, deliveries)
    except FeedError as error:
        if not is_proven:
            raise
        said = str(error).removeprefix(f"{feed.where}: ")
        why = F.lit(f"columns do not fit the feed: {said}").alias("set_aside")
        delivered = rows.join(F.broadcast(deliveries), on="uri", how="inner")
        places = delivered.select("delivery_id", "delivery_date", "line_no", why, line_of(rows).alias("line"))
        return build_aside(places, feed.table)


def source_rows(
    feed: Feed, files: Sequence[LandedFile], reader: Reader, headers: Mapping[str, Header]
) -> list[DataFrame]:
    """uri, line_no, line, is_corrupt and the source's columns; one frame for each set of columns."""
    if feed.format == "parquet":
        return [parquet_columns(reader.parquet(files))]
    if feed.format == "json":
        return [json_columns(reader.lines(files, feed.encoding), feed.fields)]
    if feed.format == "regex":
        return [regex_columns(reader.lines(files, feed.encoding), feed.pattern)]
    with_rows = [file for file in files if file.uri in headers]  # a file without text has no rows
    alike = grouped(with_rows, lambda file: headers[file.uri])  # suppliers add and move columns
    return [
        csv_columns(reader.lines(same, feed.encoding), header, feed.options or {}) for header, same in alike.items()
    ]


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """`items` by their `key`, each group in their order."""
    groups: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)
