"""scorecard.cells: every measure of the template, for the company and for each campaign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import reduce

import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.columns.lookup import looked_up
from tandem.scorecard.coverage import Coverage
from tandem.scorecard.daily import sum_daily
from tandem.scorecard.holds import as_published
from tandem.scorecard.leads import measure_leads
from tandem.scorecard.measures import COLUMNS, measure_company_rate, measure_entity
from tandem.scorecard.template import Line, Template
from tandem.tables import CELLS, COMPANY, HOLDS, LEAD_STAGES

SCHEMA = "entity string, measure string, value double, low double, high double, completeness double"
BY_DAY = ("metrics.days", "attribution.returns", "clean.ledger")
BY_NIGHT = ("metrics.rates", "diagnosis.quadrants", LEAD_STAGES.full_name, HOLDS.full_name)


def build_cells(tables: Mapping[str, DataFrame], template: Template, coverage: Coverage, *, through: date) -> DataFrame:
    """Cells of the period that ends on `through`, one row per measure and entity; no row where nothing is known.

    `tables` holds each input by its full name.
    """
    rows = of_period(tables, template, through)
    daily = sum_daily(
        rows["metrics.days"],
        rows["attribution.returns"],
        tables["clean.campaigns"],
        credit_model=template.credit_model,
        missing_days=coverage.missing_days("ad_reports"),
    )
    parts = [
        measure_days(daily, template, coverage),
        take_campaign_rates(rows["metrics.rates"]),
        sum_company_rates(rows["metrics.rates"]),
        share_of_rows_kept(rows["clean.ledger"]),
        share_decided(rows["diagnosis.quadrants"]),
        measure_leads(rows[LEAD_STAGES.full_name]),
    ]
    published = as_published(reduce(DataFrame.unionByName, parts), rows[HOLDS.full_name]).where(is_published(template))
    return describe(published, template, start=period_start(template, through), end=through).select(*CELLS.column_names)


def of_period(tables: Mapping[str, DataFrame], template: Template, through: date) -> dict[str, DataFrame]:
    """Rows of the period that ends on `through`, of those tables that cells are made from, by their full names."""
    start = period_start(template, through)
    tonight = F.col("through") == F.lit(through)
    by_day = {name: between(tables[name], start, through) for name in BY_DAY if name in tables}
    return by_day | {name: tables[name].where(tonight) for name in BY_NIGHT if name in tables}


def measure_days(daily: DataFrame, template: Template, coverage: Coverage) -> DataFrame:
    """Measures that are sums of days."""
    came = {feed: share for feed in coverage.expected if (share := coverage.share(feed)) is not None}

    def measure(rows: pd.DataFrame) -> pd.DataFrame:
        return measure_entity(rows, credit_model=template.credit_model, came=came, days=template.window_days)

    # One group is one campaign or the company: as many rows as days.
    return daily.groupBy("entity").applyInPandas(measure, SCHEMA)


def take_campaign_rates(rates: DataFrame) -> DataFrame:
    """CTR and CR of each campaign as metrics.rates has them."""
    of_campaigns = rates.where(F.col("level") == "campaign")
    return of_campaigns.select("entity", "measure", F.col("smoothed").alias("value"), "low", "high", "completeness")


def sum_company_rates(rates: DataFrame) -> DataFrame:
    """CTR and CR of the company."""
    of_channels = rates.where(F.col("level") == "channel")
    return of_channels.groupBy("measure").applyInPandas(measure_company_rate, SCHEMA)


def share_of_rows_kept(ledger: DataFrame) -> DataFrame:
    """Rows that were not set aside, out of all; a count of everything, so without doubt."""
    kept, every = F.sum(F.when(F.col("fate") == "kept", F.col("rows")).otherwise(0)), F.sum("rows")
    return _company("rows_kept", ledger.agg(kept.alias("part"), every.alias("whole")))


def share_decided(quadrants: DataFrame) -> DataFrame:
    """Campaigns with a verdict, out of all judged."""
    return _company(
        "decided",
        quadrants.agg(F.count_if(F.col("quadrant") != "undecided").alias("part"), F.count("*").alias("whole")),
    )


def describe(found: DataFrame, template: Template, *, start: date, end: date) -> DataFrame:
    """`found` with what the template says of each measure."""
    return found.withColumns(
        {
            "template": F.lit(template.id),
            "template_version": F.lit(template.version),
            "perspective": _said(template, lambda line: line.perspective),
            "period_start": F.lit(start),
            "period_end": F.lit(end),
            "unit": _said(template, lambda line: line.unit),
            "target": _said(template, lambda line: line.target.value if line.target else None).cast("double"),
            "weight": _said(template, lambda line: line.weight).cast("double"),
            "owner": _said(template, lambda line: line.owner),
            "definition_hash": F.lit(template.hash),
        }
    ).withColumn("status", status(template))


def status(template: Template) -> Column:
    """`on target` when the whole interval is on the good side, `off target` when none of it is, else `watch`."""
    low, high = F.coalesce("low", "value"), F.coalesce("high", "value")
    at_least = _said(template, lambda line: line.target.at_least if line.target else None).cast("boolean")
    reached = F.when(at_least, low >= F.col("target")).otherwise(high <= F.col("target"))
    failed = F.when(at_least, high < F.col("target")).otherwise(low > F.col("target"))
    judged = F.when(reached, "on target").when(failed, "off target").otherwise("watch")
    return F.when(F.col("target").isNull(), "no target").otherwise(judged)


def is_published(template: Template) -> Column:
    """The template has the measure, for campaigns too if the entity is one."""
    everywhere = [line.id for line in template.lines if line.per_campaign]
    at_all = [line.id for line in template.lines]
    is_company = F.col("entity") == COMPANY
    return F.when(is_company, F.col("measure").isin(at_all)).otherwise(F.col("measure").isin(everywhere))


def between(rows: DataFrame, start: date, end: date) -> DataFrame:
    """Rows of the days from `start` to `end`, both included."""
    return rows.where(F.col("date").between(F.lit(start), F.lit(end)))


def period_start(template: Template, through: date) -> date:
    """First reporting day of the period that ends on `through`."""
    return through - timedelta(days=template.window_days - 1)


def _said(template: Template, word: Callable[[Line], str | float | bool | None]) -> Column:
    """What the template says of each row's measure; null where it says nothing."""
    said = {line.id: word(line) for line in template.lines}
    return looked_up(F.col("measure"), {name: what for name, what in said.items() if what is not None})


def _company(measure: str, counted: DataFrame) -> DataFrame:
    value = F.when(F.col("whole") > 0, F.col("part") / F.col("whole")).cast("double")
    unknown = F.lit(None).cast("double")
    return counted.select(
        F.lit(COMPANY).alias("entity"),
        F.lit(measure).alias("measure"),
        value.alias("value"),
        unknown.alias("low"),
        unknown.alias("high"),
        F.lit(1.0).alias("completeness"),
    ).select(*COLUMNS)
