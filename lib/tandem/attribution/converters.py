"""Who converted: the conversions that count, each with its person."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.columns.owners import with_person


def identify_converters(conversions: DataFrame, people: DataFrame) -> DataFrame:
    """Conversions that count, one row each, with `person_id`; those of nobody known stand for themselves."""
    owned = with_person(conversions.where(counts()), people, at="occurred_at")
    return owned.withColumn("person_id", F.coalesce("person_id", "conversion_id"))


def counts() -> Column:
    """Nothing sets the conversion aside, and a purchase that still waits for its order is taken at its word."""
    return F.col("excluded_by").isNull() & (F.col("status") != "unconfirmed")


def is_nobodys() -> Column:
    """Neither a login nor a device tells whose conversion it is."""
    return F.col("strong_id").isNull() & F.col("device_id").isNull()
