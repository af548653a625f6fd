"""Verdicts joined at read: a late verdict rewrites no event."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

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
    joined = frame
    for kind in present:
        # Verdicts are keys of robots and staff on single days: few next to the rows they judge. All kinds are one side
        # of every join, so that it is read and sent out once.
        sent = F.broadcast(verdicts.select(*(column.alias(f"{kind}_{name}") for name, column in _sent().items())))
        joined = joined.join(sent, on=_speaks_of(kind), how="left")
    found = [*(F.col(f"{kind}_verdict") for kind in present), *own]
    return joined.select(*frame.columns, _smallest(found).alias("verdict"))


def _sent() -> dict[str, Column]:
    said = F.struct("rule", "reason")
    return {
        "number": number_of(F.col("kind"), F.col("key")),
        "key": F.col("key"),
        "date": F.col("date"),
        "verdict": said,
    }


def _speaks_of(kind: str) -> Column:
    """The verdict is of the row's key of that kind, on its date: found by a number, which is faster than by texts."""
    # As ranges: of equal texts Spark would make the key of the join.
    is_same = (
        F.col(name).between(F.col(theirs), F.col(theirs))
        for name, theirs in ((kind, f"{kind}_key"), ("date", f"{kind}_date"))
    )
    return reduce(Column.__and__, is_same, number_of(F.lit(kind), F.col(kind)) == F.col(f"{kind}_number"))


def number_of(kind: Column, key: Column) -> Column:
    """64 bits of a key of that kind on the row's date."""
    return F.xxhash64(kind, key, "date")


def _own(flag: str) -> Column:
    verdict = F.struct(F.lit(flag).alias("rule"), F.lit("staff").alias("reason"))
    return F.when(F.col(FLAGS).contains(flag), verdict)


def _smallest(found: list[Column]) -> Column:
    nothing = F.lit(None).cast("struct<rule:string,reason:string>")
    return F.least(*found, nothing) if len(found) > 1 else (found[0] if found else nothing)
