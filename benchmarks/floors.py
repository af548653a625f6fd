"""What the machine can do at best with the events at hand: the floors that stages are measured against."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

SLIM = "slim shuffle"
SLIM_SORTED = "slim shuffle + sort"
FULL = "full-column shuffle + write"
FULL_SORTED = "full-column shuffle + sort + write"
FULL_OF_ALL = "full-column shuffle + write, events and impressions"
FULL_SORTED_OF_ALL = "full-column shuffle + sort + write, of both"


def floors(events: DataFrame, partitions: int) -> dict[str, Callable[[], object]]:
    """Floor name -> work."""
    slim = events.select(
        F.xxhash64("device_id").alias("device"),
        F.unix_micros("occurred_at").alias("at"),
        F.xxhash64("event_id").alias("id"),
        F.xxhash64("user_id").alias("user"),
        F.xxhash64("campaign_id").alias("campaign"),
        F.unix_date("date").alias("day"),
        F.crc32(F.col("name").cast("binary")).alias("kind"),
    )
    by_device = shuffled(events, partitions)
    return {
        "scan": lambda: discard(events),
        SLIM: lambda: discard(slim.repartition(partitions, "device")),
        SLIM_SORTED: lambda: discard(slim.repartition(partitions, "device").sortWithinPartitions("device", "at")),
        FULL: lambda: written(by_device),
        FULL_SORTED: lambda: written(in_time(by_device)),
    }


def floors_of_all(events: DataFrame, impressions: DataFrame, partitions: int) -> dict[str, Callable[[], object]]:
    """Floors of every row that a night cleans, not of the events alone."""
    by_device = [shuffled(rows, partitions) for rows in (events, impressions)]
    return {
        FULL_OF_ALL: lambda: [written(rows) for rows in by_device],
        FULL_SORTED_OF_ALL: lambda: [written(in_time(rows)) for rows in by_device],
    }


def shuffled(rows: DataFrame, partitions: int) -> DataFrame:
    """All columns, by device."""
    return rows.repartition(partitions, "device_id")


def in_time(by_device: DataFrame) -> DataFrame:
    """The rows of each device in order."""
    return by_device.sortWithinPartitions("device_id", "occurred_at")


def discard(frame: DataFrame) -> None:
    """Compute every row and keep none."""
    frame.write.format("noop").mode("overwrite").save()


def written(frame: DataFrame) -> None:
    """Write every row as Parquet, and throw it away."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-floor-"))
    try:
        frame.write.mode("overwrite").parquet(str(folder))
    finally:
        shutil.rmtree(folder)
