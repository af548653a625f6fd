"""Verdicts joined at read: a late verdict rewrites no event."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.columns.flags import FLAGS, OF_STAFF

KINDS = ("agent_id", "device_id", "ip_key", "ip_network", "user_id")  # who: all that such a key did is set aside
ONE_EVENT = ("event_id",)  # what: a click that counts no second time, though its visit is a person's
CLEARED = "cleared"  # rule and reason of a key that was suspected, and found to be a person's


def mark_excluded(frame: DataFrame, verdicts: DataFrame, kinds: Sequence[str] = KINDS) -> DataFrame:
    """`frame` with `excluded_by`: the smallest rule that sets the row aside on its date; null when it counts."""
    return with_verdict(frame, verdicts, kinds).withColumn("excluded_by", F.col("verdict.rule")).drop("verdict")


def with_verdict(frame: DataFrame, verdicts: DataFrame, kinds: Sequence[str] = KINDS) -> DataFrame:
    """`frame` with `verdict`: rule and reason of the smallest rule on its date; null when none sets it aside.

    A row without ids, for want of consent, is still the staff's when its flags say so.
    """
    own = [_own(flag) for flag in OF_STAFF] if FLAGS in frame.columns else []
    return _joined(frame, verdicts.where(F.col("rule") != CLEARED), kinds, own)


def spoken_of(frame: DataFrame, verdicts: DataFrame, kinds: Sequence[str] = KINDS) -> DataFrame:
    """Rows of `frame` that a verdict speaks of, be it to clear them: what changed verdicts can alter."""
    return _joined(frame, verdicts, kinds).where(F.col("verdict").isNotNull()).drop("verdict")


def _joined(frame: DataFrame, verdicts: DataFrame, kinds: Sequence[str], own: Sequence[Column] = ()) -> DataFrame:
    present = [kind for kind in kinds if kind in frame.columns]
    # Verdicts are keys of robots and staff on single days: few next to the rows they judge. All kinds are one side of
    # every join, so that it is read and sent out once.
    few = verdicts.where(F.col("kind").isin(*present))
    joined = frame
    for kind in present:
        joined = joined.join(F.broadcast(_named_after(kind, few)), on=_speaks_of(kind), how="left")
    found = [*(F.col(f"{kind}_verdict") for kind in present), *own]
    return joined.select(*frame.columns, _smallest(found).alias("verdict"))


def _named_after(kind: str, verdicts: DataFrame) -> DataFrame:
    return verdicts.select(
        F.xxhash64("kind", "key").alias(f"{kind}_number"),
        F.col("key").alias(f"{kind}_key"),
        F.col("date").alias(f"{kind}_date"),
        F.struct("rule", "reason").alias(f"{kind}_verdict"),
    )


def _speaks_of(kind: str) -> Column:
    """The verdict is of the row's key, on its date. It is looked up by 64 bits of kind and key, not by texts."""
    has_number = F.xxhash64(F.lit(kind), kind) == F.col(f"{kind}_number")
    # A range, because an equation of texts would be looked up by too.
    is_same = F.col(kind).between(F.col(f"{kind}_key"), F.col(f"{kind}_key"))
    return has_number & is_same & (F.col("date") == F.col(f"{kind}_date"))


def _own(flag: str) -> Column:
    verdict = F.struct(F.lit(flag).alias("rule"), F.lit("staff").alias("reason"))
    return F.when(F.col(FLAGS).contains(flag), verdict)


def _smallest(found: list[Column]) -> Column:
    nothing = F.lit(None).cast("struct<rule:string,reason:string>")
    return F.least(*found, nothing) if len(found) > 1 else (found[0] if found else nothing)
