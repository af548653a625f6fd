"""metrics.days: additive counts of one reporting day, one function per source; for impressions see shown.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected
from tandem.columns.reporting import never_null_of, reporting_day
from tandem.columns.verdicts import mark_excluded
from tandem.tables import DAYS, DIMENSION_NAMES

OWN, PLATFORM = "own", "platform"
CONSENT_COUNTS = {"no": "none", "unknown": "unknown"}
MEASURES = {column.name: column.type for column in DAYS.columns if column.name not in DAYS.grain}


def build_days(rows: Mapping[str, DataFrame], verdicts: DataFrame, affected: Affected, *, timezone: str) -> DataFrame:
    """Counts of the affected sources and reporting days; `rows` are those of each source to be counted again.

    Impressions are added up already, `shown_by_ad`.
    """
    counts: dict[str, Callable[[DataFrame], DataFrame]] = {
        "impressions": with_all_measures,
        "clicks": lambda frame: count_clicks(frame, timezone=timezone),
        "unlinked_clicks": lambda frame: count_unlinked_clicks(mark_excluded(frame, verdicts), timezone=timezone),
        "sessions": lambda frame: count_sessions(frame, timezone=timezone),
        "conversions": lambda frame: count_conversions(frame, timezone=timezone),
        "reports": sum_reports,
    }
    counted = [
        counts[source](frame).withColumns({"source": F.lit(source), "basis": F.lit(basis_of(source))})
        for source, frame in rows.items()
    ]
    return affected.restrict(reduce(DataFrame.unionByName, counted))


def basis_of(source: str) -> str:
    """The basis of a source."""
    return PLATFORM if source == "reports" else OWN


def count_clicks(touches: DataFrame, *, timezone: str) -> DataFrame:
    """Ad clicks, one row per reporting day and combination of dimensions."""
    return add_up(
        linked_clicks(touches), reporting_day("occurred_at", timezone), ad_clicks=F.count("*"), **by_consent()
    )


def count_unlinked_clicks(events: DataFrame, *, timezone: str) -> DataFrame:
    """Ad clicks on no known device: no visit, touch or conversion follows them, so they count in CTR and not in CR."""
    return add_up(
        unlinked_clicks(events), reporting_day("occurred_at", timezone), ad_clicks=F.count("*"), **by_consent()
    )


def linked_clicks(touches: DataFrame) -> DataFrame:
    """Ad clicks that count among touches."""
    return touches.where(is_kept() & (F.col("kind") == "ad_click"))


def unlinked_clicks(events: DataFrame) -> DataFrame:
    """Ad clicks that count among events on no known device, marked by verdicts: they make no touch."""
    return events.where(is_kept() & (F.col("name") == "ad_click") & F.col("device_id").isNull())


def by_consent() -> dict[str, Column]:
    """Rows without consent for measurement, and without any word on it."""
    return {f"{said}_consent": F.count_if(F.col("consent") == word) for said, word in CONSENT_COUNTS.items()}


def count_sessions(sessions: DataFrame, *, timezone: str) -> DataFrame:
    """Sessions by what brought them, one row per reporting day of their start and combination of dimensions."""
    cohort = F.when(F.col("is_returning"), "returning").otherwise("new")
    return add_up(
        sessions.where(is_kept()).withColumn("cohort", cohort),
        reporting_day("started_at", timezone),
        sessions=F.count("*"),
        engaged=F.count_if("is_engaged"),
        bounces=F.count_if("is_bounce"),
        **by_consent(),
    )


def count_conversions(conversions: DataFrame, *, timezone: str) -> DataFrame:
    """Conversions that count with their worth, one row per reporting day; whose they are is attribution's word."""
    counting = conversions.where(is_kept() & (F.col("status") != "unconfirmed"))
    return add_up(
        counting,
        reporting_day("occurred_at", timezone),
        conversions=F.count("*"),
        value=F.sum("value"),
        refunds=F.sum("refunded_value"),
        **by_consent(),
    )


def sum_reports(ad_reports: DataFrame) -> DataFrame:
    """What platforms report, one row per account's day and ad; null stays null: not reported is not zero.

    Claims that name no campaign stay in clean.ad_reports: here those of several platforms would fall into one row.
    """
    claimed = {name: F.when(F.col("campaign_id") != "", F.col(name)) for name in ("conversions", "conversion_value")}
    return add_up(
        ad_reports.where(is_kept()),
        F.col("date"),
        impressions=F.sum("impressions"),
        ad_clicks=F.sum("clicks"),
        # A sum of doubles depends on their order, and rows that did not change would look changed.
        conversions=F.sum(claimed["conversions"].cast("decimal(20,6)")),
        value=F.sum(claimed["conversion_value"]),
        spend=F.sum("spend"),
    )


def add_up(rows: DataFrame, day: Column, **sums: Column) -> DataFrame:
    """`rows` summed by day and the dimensions they have, with all measures."""
    keyed = rows.withColumns({**never_null_of(rows, DIMENSION_NAMES), "date": day})
    summed = keyed.groupBy("date", *DIMENSION_NAMES).agg(*(column.alias(name) for name, column in sums.items()))
    return with_all_measures(summed)


def with_all_measures(summed: DataFrame) -> DataFrame:
    """Sums with those that they do not have: 0, and spend null."""
    blank = {name: F.lit(None if name == "spend" else 0) for name in MEASURES if name not in summed.columns}
    return summed.withColumns({name: blank.get(name, F.col(name)).cast(kind) for name, kind in MEASURES.items()})


def is_kept() -> Column:
    """No rule sets the row aside."""
    return F.col("excluded_by").isNull()
