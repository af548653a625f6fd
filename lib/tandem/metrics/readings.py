"""metrics.readings: what a night's rates and sums are worth, where they differ, and what goes with what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.config import DiagnosisConfig, MetricsConfig
from tandem.metrics.cohorts import read_cohorts
from tandem.metrics.guards import read_guards
from tandem.metrics.leads import LEADS_DAYS, read_leads
from tandem.metrics.reading_counts import Sums, count_readings
from tandem.metrics.reading_rows import Asked, Row
from tandem.metrics.reversals import read_reversals
from tandem.metrics.worth import read_efficiency, read_points
from tandem.tables import READINGS

READINGS_DAYS = LEADS_DAYS
READERS: tuple[Callable[[Sums, Asked], Iterator[Row]], ...] = (
    read_points,
    read_guards,
    read_cohorts,
    read_reversals,
    read_leads,
)


def build_readings(
    days: DataFrame,
    outcomes: DataFrame,
    rates: DataFrame,
    cohorts: DataFrame,
    conf: MetricsConfig,
    diagnosis: DiagnosisConfig,
    *,
    through: date,
) -> DataFrame:
    """The readings of one night, from the days of the last `READINGS_DAYS` and the night's own rates."""
    asked = Asked(through, conf.window_days, diagnosis.decided)

    def read(_: tuple[int], counts: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
        return read_night(counts, judged, asked, lag_days=conf.lag_days)

    counts = count_readings(days, outcomes, cohorts, conf, through=through)
    tonight = rates.where((F.col("through") == F.lit(through)) & (F.col("level") == "campaign"))
    schema = ", ".join(f"{column.name} {column.type}" for column in READINGS.columns)
    # One group: its rows are bounded by ads x cells x days, whatever the events.
    together = [frame.groupBy(F.lit(0).alias("night")) for frame in (counts, tonight)]
    return together[0].cogroup(together[1]).applyInPandas(read, schema)


def read_night(counts: pd.DataFrame, rates: pd.DataFrame, asked: Asked, *, lag_days: int) -> pd.DataFrame:
    """All readings of one night, in the columns of metrics.readings."""
    sums = Sums(counts, lag_days=lag_days)
    rows = [*read_efficiency(sums, rates, asked), *(row for reader in READERS for row in reader(sums, asked))]
    return pd.DataFrame([asked.complete(row) for row in rows], columns=list(READINGS.column_names), dtype=object)
