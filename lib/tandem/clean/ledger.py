"""clean.ledger: what became of every delivered row. Each row is counted under one fate."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.clean.events import timed
from tandem.clean.once import accepted
from tandem.clean.rules import Rules
from tandem.columns.verdicts import KINDS, with_verdict
from tandem.contract import Table
from tandem.tables import LEDGER

DELIVERY = ("delivery_id", "delivery_date")


def event_fates(raw: DataFrame, kept: DataFrame, verdicts: DataFrame, rules: Rules) -> DataFrame:
    """Ledger of raw.events: unreadable, impossible or late, sent twice, set aside by a verdict, or kept."""
    read = timed(raw, rules)
    untimely = read.where(F.col("aside").isNotNull()).select("delivery_date", F.col("aside").alias("reason"))
    timely = read.where(F.col("aside").isNull())
    parts = [counted(unreadable(raw)), counted(untimely), told_apart(timely, judged(kept, verdicts), "duplicate")]
    return summed("events", parts)


def impression_fates(raw: DataFrame, kept: DataFrame, verdicts: DataFrame) -> DataFrame:
    """Ledger of raw.impressions: unreadable, logged twice, set aside by a verdict, or kept."""
    parts = [counted(unreadable(raw)), told_apart(accepted(raw), judged(kept, verdicts), "duplicate")]
    return summed("impressions", parts)


def state_fates(feed: Table, raw: DataFrame, kept: DataFrame) -> DataFrame:
    """Ledger of a feed of states: unreadable, superseded by another state, or kept; `kept` has delivery_id."""
    held = kept.select("delivery_id", F.lit("kept").alias("reason"))
    return summed(feed.name, [counted(unreadable(raw)), told_apart(accepted(raw), held, "superseded")])


def judged(kept: DataFrame, verdicts: DataFrame) -> DataFrame:
    """`delivery_id` and `reason` of kept rows: the verdict's reason, or `kept`."""
    present = [kind for kind in KINDS if kind in kept.columns]
    marked = with_verdict(kept.select("date", *present, "delivery_id"), verdicts)
    return marked.select("delivery_id", F.coalesce("verdict.reason", F.lit("kept")).alias("reason"))


def told_apart(read: DataFrame, held: DataFrame, otherwise: str) -> DataFrame:
    """Rows read, by delivery day and by their reason in `held`; what is not held gave way to another row: `otherwise`.

    Counts of deliveries are compared, not rows: only sums are shuffled.
    """
    delivered = read.groupBy(*DELIVERY).agg(F.count("*").alias("read_rows"))
    stayed = held.groupBy("delivery_id", "reason").agg(F.count("*").alias("rows"))
    found = stayed.join(F.broadcast(delivered), on="delivery_id", how="inner")
    gone = (
        delivered.join(stayed.groupBy("delivery_id").agg(F.sum("rows").alias("held")), on="delivery_id", how="left")
        .withColumn("rows", F.col("read_rows") - F.coalesce("held", F.lit(0)))
        .where("rows <> 0")
        .withColumn("reason", F.lit(otherwise))
    )
    columns = ("delivery_date", "reason", "rows")
    return found.select(*columns).unionByName(gone.select(*columns))


def unreadable(raw: DataFrame) -> DataFrame:
    """Rows set aside at the door, by the first thing that is wrong with them, without the value."""
    first_fault = F.regexp_extract("set_aside", "^[^:;]*", 0)
    return raw.where(F.col("set_aside").isNotNull()).select("delivery_date", first_fault.alias("reason"))


def counted(rows: DataFrame) -> DataFrame:
    """Rows per delivery day and reason."""
    return rows.groupBy("delivery_date", "reason").agg(F.count("*").alias("rows"))


def summed(feed: str, parts: list[DataFrame]) -> DataFrame:
    """Rows per delivery day, fate and reason."""
    dated = reduce(DataFrame.unionByName, parts).select(
        F.lit(feed).alias("feed"),
        F.col("delivery_date").alias("date"),
        fate(F.col("reason")).alias("fate"),
        "reason",
        "rows",
    )
    return dated.groupBy("feed", "date", "fate", "reason").agg(F.sum("rows").alias("rows")).select(*LEDGER.column_names)


def fate(reason: Column) -> Column:
    """kept, or aside."""
    return F.when(reason == "kept", F.lit("kept")).otherwise(F.lit("aside"))
