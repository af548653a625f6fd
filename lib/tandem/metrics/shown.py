"""Impressions that count, added up for metrics.days and metrics.cohorts in one pass: to judge them costs more."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.columns.reporting import never_null_of, reporting_day
from tandem.columns.verdicts import mark_excluded
from tandem.metrics.cohort_counts import OF_LOT, device_bucket, names_campaign
from tandem.metrics.days import by_consent, is_kept
from tandem.tables import DIMENSION_NAMES

BY_AD, BY_LOT = ("date", *DIMENSION_NAMES), ("date", *OF_LOT, "names_campaign")
KEYS = tuple(dict.fromkeys((*BY_AD, *BY_LOT)))


def add_up_shown(impressions: DataFrame, verdicts: DataFrame, *, timezone: str) -> DataFrame:
    """Impressions that count, all of them twice: by reporting day and ad, and by reporting day and lot of devices.

    A row has null for the keys of the other sum. `shown_by_ad` and `shown_by_lot` tell them apart.
    """
    kept = mark_excluded(impressions, verdicts).where(is_kept())
    made = {
        "date": reporting_day("occurred_at", timezone),
        "bucket": device_bucket(),
        "names_campaign": names_campaign(),
    }
    known = never_null_of(kept, (name for name in KEYS if name not in made))
    sums = {"impressions": F.count("*"), "viewable": F.count_if("viewable"), **by_consent()}
    both = kept.withColumns({**known, **made}).groupingSets([BY_AD, BY_LOT], *KEYS)
    return both.agg(*(column.alias(name) for name, column in sums.items()))


def shown_by_ad(shown: DataFrame) -> DataFrame:
    """Of both sums that by ad: metrics.days."""
    return shown.where("bucket IS NULL").select(*BY_AD, "impressions", "viewable", "no_consent", "unknown_consent")


def shown_by_lot(shown: DataFrame) -> DataFrame:
    """Of both sums that by lot of devices, of impressions that name a campaign: metrics.cohorts."""
    return shown.where("bucket IS NOT NULL AND names_campaign").select("date", *OF_LOT, F.col("impressions").alias("n"))
