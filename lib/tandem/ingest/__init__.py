"""Deliveries of every supplier, each taken in once, become raw.* in the contract's columns."""

from tandem.ingest.aside import quarantined, set_aside_whole
from tandem.ingest.deliveries import (
    Counts,
    Delivery,
    delivery_rows,
    despite_faults,
    known_files,
    latest_day,
    new_deliveries,
    row_counts,
    rows_of,
)
from tandem.ingest.feeds import Feed, load_feeds
from tandem.ingest.read import by_table, raw_rows, read_headers

__all__ = [
    "Counts",
    "Delivery",
    "Feed",
    "by_table",
    "delivery_rows",
    "despite_faults",
    "known_files",
    "latest_day",
    "load_feeds",
    "new_deliveries",
    "quarantined",
    "raw_rows",
    "read_headers",
    "row_counts",
    "rows_of",
    "set_aside_whole",
]
