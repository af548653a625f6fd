"""The night's readings, as the page tells them; bounded by campaigns, channels and their cohorts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.pages.reading import Reading

COLUMNS = (
    "reading", "level", "entity", "measure", "part", "value", "low", "high", "against", "lag_days", "verdict", "why",
    "to_date", "expires_on",
)  # fmt: skip


def read_readings(readings: DataFrame, through: date, names: Mapping[str, str]) -> tuple[Reading, ...]:
    """Every reading of the night, in the order of its grain; campaigns by their names."""
    tonight = readings.where(F.col("through") == F.lit(through)).select(*COLUMNS).collect()
    ordered = sorted(tonight, key=lambda row: tuple(row[:5]))
    return tuple(
        Reading(row[0], row[1], row[2], names.get(row[2], row[2]) if row[1] == "campaign" else row[2], *row[3:])
        for row in ordered
    )
