"""What the flags of an event say."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

FLAGS = "flags"
OF_STAFF = {"staff_user": "user_id", "qa_flag": "device_id", "test_order": "device_id"}  # flag of an event: whose it is
UNSEEN = ("prefetched", "cached")  # a page was fetched, and nobody looked


def unseen_by(flags: Column) -> Column:
    """`prefetched` or `cached`; null where a person may have looked."""
    return F.coalesce(*[F.when(flags.contains(flag), F.lit(flag)) for flag in UNSEEN])
