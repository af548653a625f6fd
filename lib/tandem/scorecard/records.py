"""What became of the period's rows, and whether the books of the night close."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.pages.content import Book, FeedRows


def read_ledger(ledger: DataFrame) -> tuple[FeedRows, ...]:
    """What became of the rows of each feed."""
    rows = ledger.groupBy("feed", "fate", "reason").agg(F.sum("rows").alias("rows")).collect()
    return tuple(_feed_rows(feed, [r for r in rows if r["feed"] == feed]) for feed in sorted({r["feed"] for r in rows}))


def read_books(books: DataFrame) -> tuple[Book, ...]:
    """Each equation over the parts it was checked for."""
    rows = books.orderBy("book", "part").collect()
    return tuple(
        _book(name, [row for row in rows if row["book"] == name]) for name in dict.fromkeys(r["book"] for r in rows)
    )


def _feed_rows(feed: str, rows: Sequence[Row]) -> FeedRows:
    kept = sum(row["rows"] for row in rows if row["fate"] == "kept")
    aside = {row["reason"]: row["rows"] for row in rows if row["fate"] != "kept"}
    return FeedRows(feed, kept + sum(aside.values()), kept, aside)


def _book(name: str, rows: Sequence[Row]) -> Book:
    failing = tuple(row["part"] for row in rows if not row["holds"])
    return Book(name, len(rows), failing, max(abs(row["left_side"] - row["right_side"]) for row in rows))
