"""The reporting day, the night, and keys that are never null."""

from collections.abc import Iterable
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def reporting_day(instant: str, timezone: str) -> Column:
    """The day an instant is reported on."""
    return F.to_date(F.from_utc_timestamp(instant, timezone))


def never_null(name: str) -> Column:
    """A key column under its own name, empty where it is not known."""
    return F.coalesce(F.col(name), F.lit("")).alias(name)


def never_null_of(rows: DataFrame, names: Iterable[str]) -> dict[str, Column]:
    """Key columns by name, empty where they are not known; of those that `rows` do not have, everywhere."""
    return {name: never_null(name) if name in rows.columns else F.lit("") for name in names}


def key_of_night(frame: DataFrame, through: date) -> DataFrame:
    """The one row `through`; none where `frame` is empty."""
    return frame.select(F.lit(through).alias("through")).limit(1)
