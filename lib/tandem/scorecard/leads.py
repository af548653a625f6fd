"""What a scorecard and its page tell of leads; nothing where no CRM delivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.pages.lead import Lead
from tandem.scorecard.measures import COLUMNS

TOLD = tuple(field.name for field in fields(Lead) if field.name != "name")
# Measure -> step of metrics.lead_stages, and the columns that are its value and the ends of its interval.
MEASURED = {
    "leads": ("whole", "size", None, None),
    "qualified_rate": ("qualified", "smoothed", "low", "high"),
    "won_rate": ("sale", "smoothed", "low", "high"),
    "sales_velocity": ("whole", "velocity", "velocity_low", "velocity_high"),
}


def measure_leads(stages: DataFrame) -> DataFrame:
    """Measures of leads of the company and of campaigns, from the night's rows of metrics.lead_stages."""
    told = [
        F.struct(
            F.lit(step).alias("of"),
            F.lit(measure).alias("measure"),
            *(
                (F.col(name) if name else F.lit(None)).cast("double").alias(as_)
                for name, as_ in zip(columns, ("value", "low", "high"), strict=True)
            ),
            F.lit(1.0).alias("came") if measure == "leads" else F.col("completeness").alias("came"),
        )
        for measure, (step, *columns) in MEASURED.items()
    ]
    of_campaigns = stages.where(F.col("level").isin("company", "campaign"))
    measured = of_campaigns.select("entity", "step", F.inline(F.array(*told))).where(F.col("of") == F.col("step"))
    return measured.withColumnRenamed("came", "completeness").select(*COLUMNS)


def read_leads(stages: DataFrame, through: date, names: Mapping[str, str]) -> tuple[Lead, ...]:
    """The night's steps that a page tells of, one per entity and step; bounded by channels and campaigns."""
    rows = stages.where((F.col("through") == F.lit(through)) & (F.col("step") != "")).select(*TOLD).collect()
    ordered = sorted(rows, key=lambda row: (row["level"], row["entity"], row["parent"], row["step"]))
    return tuple(
        Lead(
            name=names.get(row["entity"], row["entity"]) if row["level"] == "campaign" else row["entity"],
            **row.asDict(),
        )
        for row in ordered
    )
