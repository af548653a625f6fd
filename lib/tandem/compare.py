"""What really changed between a table's rows and the rows that are to replace them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import FEW_HASHES, Affected, settled
from tandem.contract import CHANGED_IN, Table

BUCKETS = 64


class Changes(NamedTuple):
    """How much a write changes: rows by day, and how many of those that stood left where readers find them."""

    days: dict[Any, int]
    left: int


def compared(table: Table, new: DataFrame, old: DataFrame, number: int) -> DataFrame:
    """One row per key of either side: `row` (new content, numbered), `is_new`, `is_changed`, both days.

    `left_key` is the key of a row that stood and is no longer where readers find it; null of others.
    """
    day = F.col(table.partition) if table.partition else F.lit(None).cast("date")
    fresh = new.select(
        *table.grain,
        content_hash(table.column_names).alias("new_hash"),
        place(table).alias("new_place"),
        day.alias("new_day"),
        F.struct(*table.column_names).alias("content"),
    )
    known = old.select(
        *table.grain,
        content_hash(table.column_names).alias("old_hash"),
        place(table).alias("old_place"),
        day.alias("old_day"),
        CHANGED_IN,
    )
    is_same = F.col("new_hash").eqNullSafe(F.col("old_hash"))
    stays = F.col("old_place").isNull() | F.col("old_place").eqNullSafe(F.col("new_place"))
    changed_in = F.when(is_same, F.col(CHANGED_IN)).otherwise(F.lit(number)).cast("bigint")
    content = (F.col(f"content.{name}").alias(name) for name in table.column_names)
    numbered = F.struct(*content, changed_in.alias(CHANGED_IN))
    return fresh.join(known, on=list(table.grain), how="full_outer").select(
        numbered.alias("row"),
        F.col("content").isNotNull().alias("is_new"),
        (~is_same).alias("is_changed"),
        F.when(~stays, F.struct(*table.grain)).alias("left_key"),
        "new_day",
        "old_day",
    )


def first_written(table: Table, rows: DataFrame, number: int) -> DataFrame:
    """`rows`, promised columns, as a write of that number brings them."""
    return rows.select(*table.column_names, F.lit(number).cast("bigint").alias(CHANGED_IN))


def rows_that_left(table: Table, old: DataFrame, changes: DataFrame, number: int) -> DataFrame:
    """Of `old`, those that `changes` take from where readers find them, as they stood; the write is `number`."""
    keys = settled(changes.where("left_key IS NOT NULL").select("left_key.*"))
    return first_written(table, old.join(keys, on=list(table.grain), how="left_semi"), number)


def changed_days(changes: DataFrame) -> Changes:
    """Days on which a row came, went or changed, with how many; as many entries as days, so it may be collected."""
    days = F.array_distinct(F.array("new_day", "old_day"))
    by_day = changes.where("is_changed").select("*", F.explode(days).alias("day")).groupBy("day")
    is_its_day = F.col("day").eqNullSafe(F.col("old_day"))
    left = F.count_if(F.col("left_key").isNotNull() & is_its_day).alias("left")
    counted = by_day.agg(F.count("*").alias("rows"), left).collect()
    dated = {row["day"]: row["rows"] for row in counted if row["day"] is not None}
    return Changes(dated or {row["day"]: row["rows"] for row in counted}, sum(row["left"] for row in counted))


def outside(rows: DataFrame, affected: Affected, day: str | None) -> DataFrame:
    """Rows that `affected`, which has keys, leaves alone."""
    assert affected.keys is not None
    others = rows.join(affected.keys, on=affected.keys.columns, how="left_anti")
    if affected.since is None or day is None:
        return others
    return rows.where(F.col(day) < F.lit(affected.since)).unionByName(others.where(F.col(day) >= F.lit(affected.since)))


def duplicate_key(table: Table, rows: DataFrame, number: int, *, rows_written: int, is_large: bool) -> str | None:
    """One key that two rows share after write `number`, in words; None when there is none among the keys looked at.

    Of a large table those are `suspects`. Numbers are counted several times faster than texts; of two keys with one
    number, the texts decide.
    """
    hashed = rows.withColumn("key_hash", F.xxhash64(*table.grain))
    looked_at = suspects(table, hashed, number, rows_written) if is_large else hashed
    if looked_at.groupBy("key_hash").count().where("count > 1").isEmpty():
        return None
    twice = looked_at.groupBy(*table.grain).count().where("count > 1").first()
    return None if twice is None else _in_words(table, twice.asDict())


def duplicate_among(few: pa.Table, table: Table) -> str | None:
    """The same, of the rows of a small table."""
    counted = few.group_by(list(table.grain)).aggregate([([], "count_all")])
    twice = counted.filter(pc.greater(counted["count_all"], 1)).slice(0, 1).to_pylist()
    return _in_words(table, twice[0]) if twice else None


def _in_words(table: Table, key: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={key[name]}" for name in table.grain)


def suspects(table: Table, hashed: DataFrame, number: int, rows_written: int) -> DataFrame:
    """Rows with a key that this write changed, and a bucket of all keys that moves on with each write.

    So no night pays a second full shuffle. Of a write that made the whole table the bucket is enough, and of keys
    with their day only the days written can hold two of one.
    """
    in_bucket = F.pmod("key_hash", F.lit(BUCKETS)) == number % BUCKETS
    if number == 1:
        return hashed.where(in_bucket)
    changed = hashed.where(F.col(CHANGED_IN) == number)
    if table.partition in table.grain:
        days = [row[0] for row in changed.select(table.partition).distinct().collect()]
        hashed = hashed.where(F.col(table.partition).isin(days))
    written = changed.select("key_hash").distinct().withColumn("is_written", F.lit(True))
    few = F.broadcast(written) if rows_written <= FEW_HASHES else written
    return hashed.join(few, on="key_hash", how="left").where(in_bucket | F.col("is_written"))


def place(table: Table) -> Column:
    """64 bits of all that readers look a row up by, beside its key; null where nobody does."""
    return content_hash(table.found_by) if table.found_by else F.lit(None).cast("bigint")


def content_hash(names: Sequence[str]) -> Column:
    """64 bits of these columns of a row; xxhash64 skips a null, so each column is followed by its place."""
    return F.expr(f"xxhash64({', '.join(f'`{name}`, {nth}' for nth, name in enumerate(names))})")
