"""What the night changed in credit, as the page tells it; frames here are bounded by reasons and channels."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.pages.content import NEW_CONVERSION, Restated
from tandem.scorecard.daily import exact_sum


def read_restated(restatements: DataFrame, through: date, credit_model: str) -> Restated | None:
    """Conversions of the night by what changed their credit, and what that moved; None where nothing changed."""
    of_night = (F.col("through") == F.lit(through)) & (F.col("model") == credit_model)
    sums = restatements.where(of_night).groupBy("reason", "channel")
    rows = sums.agg(*(exact_sum(f"conversions_{side}").alias(side) for side in ("before", "after"))).collect()
    before: defaultdict[str, float] = defaultdict(float)
    after, moved = before.copy(), before.copy()
    for row in rows:
        before[row["reason"]] += row["before"]
        after[row["reason"]] += row["after"]
        if row["reason"] != NEW_CONVERSION:
            moved[row["channel"]] += row["after"] - row["before"]
    conversions = {reason: round(max(before[reason], after[reason])) for reason in sorted(before)}
    return Restated(conversions, dict(sorted(moved.items()))) if conversions else None
