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
from tandem.ingest.deliveries import Delivery
from tandem.ingest.feeds import Feed
from tandem.ingest.parse import Header, build_raw, csv_columns, json_columns, parquet_columns, regex_columns
from tandem.landed import LandedFile

Item = TypeVar("Item")
Key = TypeVar("Key")

DELIVERY = "uri string, delivery_id string, delivery_date date"


class Reader(Protocol):
    """Opens landed files."""

    @property
    def spark(self) -> SparkSession: ...  # noqa: D102 - a protocol's members
    def lines(self, files: Sequence[LandedFile]) -> DataFrame: ...  # noqa: D102
    def parquet(self, files: Sequence[LandedFile]) -> DataFrame: ...  # noqa: D102
    def numbering(self, files: Sequence[LandedFile]) -> AbstractContextManager[None]: ...  # noqa: D102


def by_table(deliveries: Sequence[Delivery]) -> dict[Table, list[Delivery]]:
    """Deliveries of each raw table, all suppliers together, in order of the tables' names."""
    return grouped(sorted(deliveries, key=lambda each: each.feed.table.name), lambda each: each.feed.table)


def read_headers(deliveries: Sequence[Delivery], reader: Reader) -> dict[str, Header]:
    """The first line with text of each CSV file, by uri; as many as files, so they may be collected."""
    files = [each.file for each in deliveries if each.feed.format == "csv"]
    if not files:
        return {}
    with reader.numbering(files):
        lines = reader.lines(list(dict.fromkeys(files)))
        first = lines.groupBy("uri").agg(F.min("line_no").alias("line_no"), F.min_by("line", "line_no").alias("line"))
        return {row["uri"]: Header(row["line_no"], row["line"]) for row in first.collect()}


def raw_rows(deliveries: Sequence[Delivery], reader: Reader, headers: Mapping[str, Header]) -> DataFrame:
    """Rows of one raw table for these deliveries of any of its suppliers."""
    suppliers = grouped(deliveries, lambda each: each.feed.supplier)
    parts = [part for each in suppliers.values() for part in _supplied(each, reader, headers)]
    nothing = reader.spark.createDataFrame([], deliveries[0].feed.table.promise)
    return reduce(DataFrame.unionByName, parts or [nothing])


def _supplied(deliveries: Sequence[Delivery], reader: Reader, headers: Mapping[str, Header]) -> list[DataFrame]:
    """Rows of one supplier; the same file may be another delivery of another feed."""
    feed, files = deliveries[0].feed, [delivery.file for delivery in deliveries]
    facts = [(each.file.uri, each.delivery_id, each.delivery_date) for each in deliveries]
    known = reader.spark.createDataFrame(facts, DELIVERY)
    return [build_raw(rows, feed, known) for rows in source_rows(feed, files, reader, headers)]


def source_rows(
    feed: Feed, files: Sequence[LandedFile], reader: Reader, headers: Mapping[str, Header]
) -> list[DataFrame]:
    """uri, line_no, line, is_corrupt and the source's columns; one frame for each set of columns."""
    if feed.format == "parquet":
        return [parquet_columns(reader.parquet(files))]
    if feed.format == "json":
        return [json_columns(reader.lines(files), feed.fields)]
    if feed.format == "regex":
        return [regex_columns(reader.lines(files), feed.pattern)]
    with_rows = [file for file in files if file.uri in headers]  # a file without text has no rows
    alike = grouped(with_rows, lambda file: headers[file.uri])  # suppliers add and move columns
    return [csv_columns(reader.lines(same), header, feed.options or {}) for header, same in alike.items()]


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """`items` by their `key`, each group in their order."""
    groups: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)
