"""Once only: of rows that repeat an id, the first holds, whatever order their files came in."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.window import Window

from tandem.changes import FEW_HASHES, settled

ROW = ("delivery_id", "line_no")  # where a row came from: its key in raw.*


def find_copies(rows: DataFrame, standing: DataFrame | None, *, key: str, first_by: Sequence[str]) -> DataFrame:
    """`key`, delivery_id, line_no and is_standing of each row that another row of the same `key` precedes.

    `standing` are rows of earlier nights; one of them that a late file beats is a copy too. Only keys and instants
    are shuffled, of standing rows only those that share a 64-bit hash with `rows`.
    """
    columns = list(dict.fromkeys((key, *first_by, *ROW)))
    hashed = rows.select(*columns, F.lit(False).alias("is_standing"), F.xxhash64(key).alias("key_hash"))
    if standing is not None:
        rivals = standing.select(*columns, F.lit(True).alias("is_standing"), F.xxhash64(key).alias("key_hash"))
        hashed = hashed.unionByName(settled(with_key_of(rivals, hashed)))
    several = hashed.join(F.broadcast(repeated(hashed)), on="key_hash", how="left_semi")
    # A row that was delivered again with other content under the same place replaces the standing one.
    in_order = Window.partitionBy(key).orderBy(*map(F.asc_nulls_last, first_by), *ROW, "is_standing")
    numbered = several.withColumn("place", F.row_number().over(in_order))
    return numbered.where("place > 1").select(key, *ROW, "is_standing")


def with_key_of(standing: DataFrame, arrived: DataFrame) -> DataFrame:
    """Rows of `standing` whose `key_hash` is one of `arrived`; a night sends its few ids to them, not them to it."""
    return standing.join(handed_out(arrived.select("key_hash")), on="key_hash", how="left_semi")


def handed_out(rows: DataFrame) -> DataFrame:
    """`rows`, for a join in which they go out to every task if they are few; else both sides are shuffled."""
    return F.broadcast(rows) if rows.count() <= FEW_HASHES else rows


def repeated(hashed: DataFrame) -> DataFrame:
    """`key_hash` of ids that occur more than once, and not only among standing rows."""
    # Nearly every id occurs once: to count first where rows lie would hold them all for nothing.
    by_hash = hashed.repartition("key_hash").groupBy("key_hash")
    counted = by_hash.agg(F.count("*").alias("rows"), F.every("is_standing").alias("all_stand"))
    return counted.where("rows > 1 AND NOT all_stand").select("key_hash")


def without_copies(rows: DataFrame, copies: DataFrame) -> DataFrame:
    """`rows` but those in `copies`; all other rows pass straight through, unshuffled."""
    beaten = copies.where(~F.col("is_standing")).select(*ROW)
    return rows.join(F.broadcast(beaten), on=list(ROW), how="left_anti")


def dethroned(copies: DataFrame, *, key: str) -> DataFrame:
    """Ids whose standing row gives way to an earlier one."""
    return copies.where("is_standing").select(key)


def latest(rows: DataFrame, *, key: Sequence[str], by: Sequence[str]) -> DataFrame:
    """The row of each `key` with the greatest `by`; a null is older than any value, ties go to the later delivery."""
    newest = [F.desc_nulls_last(column) for column in (*by, "delivery_date", *ROW)]
    place = F.row_number().over(Window.partitionBy(*key).orderBy(*newest))
    return rows.withColumn("place", place).where("place = 1").drop("place")


def latest_export(rows: DataFrame, *, key: Sequence[str], by: str) -> DataFrame:
    """All rows of each `key` that the delivery with the greatest `by` brought; ties go to the later delivery."""
    newest = [F.desc_nulls_last(by), F.desc("delivery_date"), F.desc("delivery_id")]
    place = F.rank().over(Window.partitionBy(*key).orderBy(*newest))
    return rows.withColumn("place", place).where("place = 1").drop("place")


def accepted(raw: DataFrame) -> DataFrame:
    """Delivered rows that could be read."""
    return raw.where(F.col("set_aside").isNull())
