"""Rows of delivered files as they stand, whatever their format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from itertools import groupby
from typing import Protocol

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from tandem.contract import Table
from tandem.ingest.deliveries import Delivery
from tandem.ingest.feeds import Feed
from tandem.ingest.parse import build_raw, csv_columns, json_columns, parquet_columns, regex_columns

DELIVERY = "uri string, delivery_id string, delivery_date date"


class Reader(Protocol):
    """Opens landed files."""

    @property
    def spark(self) -> SparkSession: ...  # noqa: D102 - a protocol's members
    def lines(self, uris: Sequence[str]) -> DataFrame: ...  # noqa: D102
    def parquet(self, uris: Sequence[str]) -> DataFrame: ...  # noqa: D102


def by_table(deliveries: Sequence[Delivery]) -> list[tuple[Table, list[Delivery]]]:
    """Deliveries of each raw table, all suppliers together."""
    ordered = sorted(deliveries, key=lambda delivery: delivery.feed.table.name)
    return [
        (group[0].feed.table, group)
        for _, each in groupby(ordered, lambda d: d.feed.table.name)
        if (group := list(each))
    ]


def raw_rows(deliveries: Sequence[Delivery], reader: Reader) -> DataFrame:
    """Rows of one raw table for these deliveries of any of its suppliers."""
    suppliers: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        suppliers[delivery.feed.supplier].append(delivery)
    return reduce(DataFrame.unionByName, (part for each in suppliers.values() for part in _supplied(each, reader)))


def _supplied(deliveries: Sequence[Delivery], reader: Reader) -> list[DataFrame]:
    """Rows of one supplier; the same file may be another delivery of another feed."""
    feed, uris = deliveries[0].feed, [delivery.file.uri for delivery in deliveries]
    facts = [(each.file.uri, each.delivery_id, each.delivery_date) for each in deliveries]
    known = reader.spark.createDataFrame(facts, DELIVERY)
    return [build_raw(rows, feed, known) for rows in source_rows(feed, uris, reader)]


def source_rows(feed: Feed, uris: Sequence[str], reader: Reader) -> list[DataFrame]:
    """uri, line_no, line, is_corrupt and the source's columns; one frame for each set of columns."""
    if feed.format == "parquet":
        return [parquet_columns(reader.parquet(uris))]
    lines = reader.lines(uris)
    if feed.format == "json":
        return [json_columns(lines.where(F.trim("line") != ""), feed.fields)]
    if feed.format == "regex":
        return [regex_columns(lines, feed.pattern)]
    return [
        csv_columns(lines.where(F.col("uri").isin(files)), header, feed.options or {})
        for header, files in _headers(lines).items()
    ]


def _headers(lines: DataFrame) -> dict[str, list[str]]:
    """Files by their first line: suppliers add and move columns. As many rows as files, so it may be collected."""
    headers: dict[str, list[str]] = defaultdict(list)
    for uri, header in lines.where("line_no = 1").select("uri", "line").orderBy("uri").collect():
        headers[header].append(uri)
    return headers
