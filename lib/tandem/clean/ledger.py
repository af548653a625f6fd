"""clean.ledger: what became of every delivered row. Each row is counted under one fate."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.clean.consent import may_be_measured
from tandem.clean.events import timed
from tandem.clean.rules import Rules
from tandem.columns.flags import FLAGS, unseen_by
from tandem.columns.verdicts import KINDS, ONE_EVENT, with_verdict
from tandem.contract import Table
from tandem.tables import LEDGER


def event_fates(raw: DataFrame, kept: DataFrame, verdicts: DataFrame, rules: Rules) -> DataFrame:
    """Ledger of raw.events: unreadable, impossible or late, sent twice, set aside by a verdict, or kept."""
    delivered = counted(timed(raw, rules), F.coalesce(first_fault(), "aside"))
    return summed("events", delivered, judged(kept, verdicts, rules), otherwise="duplicate")


def impression_fates(raw: DataFrame, kept: DataFrame, verdicts: DataFrame, rules: Rules) -> DataFrame:
    """Ledger of raw.impressions: unreadable, logged twice, set aside by a verdict, or kept."""
    return summed("impressions", counted(raw, first_fault()), judged(kept, verdicts, rules), otherwise="duplicate")


def state_fates(feed: Table, raw: DataFrame, kept: DataFrame) -> DataFrame:
    """Ledger of a feed of states: unreadable, superseded by another state, set aside by a rule, or kept."""
    aside_by = F.col("excluded_by") if "excluded_by" in kept.columns else F.lit(None)
    held = kept.select("delivery_id", F.coalesce(aside_by, F.lit("kept")).alias("reason"))
    return summed(feed.name, counted(raw, first_fault()), held, otherwise="superseded")


def judged(kept: DataFrame, verdicts: DataFrame, rules: Rules) -> DataFrame:
    """`delivery_id` and `reason` of kept rows: the verdict's, that nobody saw the page, `no_consent`, or `kept`."""
    kinds = (*KINDS, *ONE_EVENT)
    present = [name for name in (*kinds, FLAGS) if name in kept.columns]
    marked = with_verdict(kept.select("date", *present, "consent", "delivery_id"), verdicts, kinds)
    unseen = unseen_by(F.col(FLAGS)) if FLAGS in present else F.lit(None)
    unmeasured = F.when(~may_be_measured(rules.clean), F.lit("no_consent"))
    reason = F.coalesce("verdict.reason", unseen, unmeasured, F.lit("kept"))
    return marked.select("delivery_id", reason.alias("reason"))


def counted(raw: DataFrame, aside: Column) -> DataFrame:
    """`rows` per delivery and by why they were set `aside`; null: they could be read."""
    return raw.groupBy("delivery_id", "delivery_date", aside.alias("reason")).agg(F.count("*").alias("rows"))


def first_fault() -> Column:
    """The first thing that is wrong with a raw row, without the value; null when nothing is."""
    return F.when(F.col("set_aside").isNotNull(), F.regexp_extract("set_aside", "^[^:;]*", 0))


def summed(feed: str, delivered: DataFrame, held: DataFrame, *, otherwise: str) -> DataFrame:
    """Rows per delivery day, fate and reason: set aside at the door, by their reason in `held`, and the others.

    What was read and is not held gave way to another row: `otherwise`. Counts of deliveries are compared, not rows, so
    only sums are shuffled, and each side is read once.
    """
    is_read = F.col("reason").isNull()
    at_the_door = delivered.withColumns({"read": F.when(is_read, F.col("rows")), "held": F.lit(None).cast("bigint")})
    stayed = held.groupBy("delivery_id", "reason").agg(F.count("*").alias("rows")).withColumn("held", F.col("rows"))
    fates = F.struct("reason", "rows")
    of_delivery = (
        at_the_door.unionByName(stayed, allowMissingColumns=True)
        .groupBy("delivery_id")
        .agg(
            F.max("delivery_date").alias("date"),
            F.collect_list(F.when(~is_read, fates)).alias("stated"),
            F.coalesce(F.sum("read"), F.lit(0)).alias("read"),
            F.coalesce(F.sum("held"), F.lit(0)).alias("held"),
        )
        .where("date IS NOT NULL")  # rows of deliveries that are not counted tonight
    )
    gone = F.struct(F.lit(otherwise).alias("reason"), (F.col("read") - F.col("held")).alias("rows"))
    return (
        of_delivery.select("date", F.inline(F.concat("stated", F.array(gone))))
        .where("rows <> 0")
        .groupBy(F.lit(feed).alias("feed"), "date", "reason")
        .agg(F.sum("rows").alias("rows"))
        .withColumn("fate", fate(F.col("reason")))
        .select(*LEDGER.column_names)
    )


def fate(reason: Column) -> Column:
    """kept, or aside; a row that only counts is kept."""
    return F.when(reason.isin("kept", "no_consent"), F.lit("kept")).otherwise(F.lit("aside"))
