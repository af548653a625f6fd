"""How a rule puts down what it found, before one verdict is chosen for each key and day."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def verdict(
    kind: str | Column,
    when: Column,
    *,
    rule: str | Column,
    reason: str | Column,
    label: str | Column,
    version: str | Column,
    key: str | None = None,
) -> Column:
    """A row of clean.verdicts on the row's `date` for its `key`, which is the column `kind`; null unless `when`."""
    key = str(kind) if key is None else key
    row = F.struct(
        F.lit(kind).alias("kind"),
        F.col(key).alias("key"),
        F.col("date"),
        F.lit(reason).alias("reason"),
        F.lit(label).alias("label"),
        F.lit(rule).alias("rule"),
        F.lit(version).alias("list_version"),
    )
    return F.when(when & F.col(key).isNotNull(), row)


def said(rows: DataFrame, *verdicts: Column) -> DataFrame:
    """The verdicts of all `rows`; one may be there often."""
    return rows.select(F.inline(F.array_compact(F.array(*verdicts))))
