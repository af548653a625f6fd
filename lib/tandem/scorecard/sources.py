"""The tables that formulas of KPIs read, and their rows of one period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.scorecard.cells import of_period
from tandem.scorecard.coverage import Coverage
from tandem.scorecard.daily import cost
from tandem.scorecard.template import Template
from tandem.tables import CAMPAIGNS, DAYS, DELIVERIES, LEAD_STAGES, LEDGER, QUADRANTS, RATES, RETURNS, Table


@dataclass(frozen=True)
class Source:
    """One table that a formula may read."""

    table: Table
    entity: str | None = None  # column that names the campaign; None: it tells of the whole company only
    beside: tuple[Table, ...] = ()  # tables that its rows are completed from
    adds: Mapping[str, str] = field(default_factory=dict)  # column that is no part of the table -> its meaning
    lacks: frozenset[str] = frozenset()  # columns of the table that its rows no longer have
    rows: str = "rows of the table"  # what a row is

    @property
    def columns(self) -> frozenset[str]:
        """What a formula may name."""
        return frozenset({*self.table.column_names, *self.adds}) - self.lacks


SOURCES = {
    source.table.full_name: source
    for source in (
        Source(DAYS, entity="campaign_id"),
        Source(RATES, entity="entity"),
        Source(LEAD_STAGES, entity="entity"),
        Source(
            RETURNS,
            entity="campaign_id",
            beside=(CAMPAIGNS, DELIVERIES),
            adds={
                "traced": "conversions of the row with a known touch",
                "is_costed": "the spend of the campaign's day is known, or known to be none",
                "is_chosen": "the row is of the rule model that the scorecard's template names",
            },
            lacks=frozenset({"basis", "channel", "roas"}),
            rows="by day of the conversion, summed by campaign, day and model",
        ),
        Source(LEDGER),
        Source(QUADRANTS),
    )
}


def source_rows(
    name: str, tables: Mapping[str, DataFrame], template: Template, coverage: Coverage, *, through: date
) -> DataFrame:
    """Rows of the period of one source; attribution.returns by the day of the conversion, summed over channels.

    `tables` holds the source and the tables beside it by their full names.
    """
    rows = of_period(tables, template, through)[name]
    if name != RETURNS.full_name:
        return rows
    costed = cost(rows, tables[CAMPAIGNS.full_name], missing_days=coverage.missing_days("ad_reports"))
    return costed.withColumn("is_chosen", F.col("model") == template.credit_model)
