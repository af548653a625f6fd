"""raw.quarantine and raw.deliveries: what became of each file, and of the rows that nobody can read."""

from tandem.contract import Column, Table
from tandem.tables.raw import DELIVERY_COLUMNS, SET_ASIDE_COLUMNS

QUARANTINE = Table(
    layer="raw",
    name="quarantine",
    meaning="one row that could not be read, with its reason and its source line",
    grain=("delivery_date", "delivery_id", "line_no"),
    columns=(
        Column("feed", "string", "feed it was delivered for"),
        *DELIVERY_COLUMNS,
        *SET_ASIDE_COLUMNS,
    ),
    scope=("delivery_id",),
    partition="delivery_date",
)

DELIVERIES = Table(
    layer="raw",
    name="deliveries",
    meaning="one file, once per content",
    grain=("delivery_id",),
    columns=(
        Column("delivery_id", "string", "hash of feed, supplier, path and content, 32 hex"),
        Column("feed", "string", "feed it was delivered for"),
        Column("supplier", "string", "whose format it has"),
        Column("path", "string", "path below the landing folder"),
        Column("delivery_date", "date", "day it was delivered for"),
        Column("content_hash", "string", "SHA-256 of the bytes, hex"),
        Column("size_bytes", "bigint", "length of the file"),
        Column("modified_at", "timestamp", "the file system's instant of last change"),
        Column("rows", "bigint", "rows delivered"),
        Column("bad_rows", "bigint", "rows in raw.quarantine"),
        Column("status", "string", "kept, or held: too many bad rows, so no row of it went on"),
        Column("feed_hash", "string", "definition it was read by; a held delivery is read again by another one"),
    ),
    scope=("delivery_id",),
)
