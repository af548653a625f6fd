"""What the flags of an event say."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

FLAGS = "flags"
STAFF_FLAGS = ("staff_user", "qa_flag", "test_order")
UNSEEN = ("prefetched", "cached")  # a page was fetched, and nobody looked


def unseen_by(flags: Column) -> Column:
    """`prefetched` or `cached`; null where a person may have looked."""
    return F.coalesce(*[F.when(flags.contains(flag), F.lit(flag)) for flag in UNSEEN])
