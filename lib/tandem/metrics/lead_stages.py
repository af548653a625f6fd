"""metrics.lead_stages: how far the leads of each channel and campaign come, how fast, and what for."""

from __future__ import annotations

from datetime import date
from functools import reduce

import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.columns.reporting import never_null, reporting_day
from tandem.config import MetricsConfig
from tandem.definitions import Definition
from tandem.funnel import Funnel, read_funnel
from tandem.metrics.lead_rates import CLICK, ENTERED, judge_leads
from tandem.metrics.rates import age_of, count_clicked, count_converted
from tandem.tables import LEAD_STAGES, NO_TOUCH

PLACED_BY = "last_non_direct"  # the model that says whose a lead is
KEYS = ("from_stage", "stage", "channel", "campaign", "age", "lag")
WORTH = ("value", "valued", "squares")  # of leads that entered a stage: sum, number of known ones, sum of squares


def build_lead_stages(
    days: DataFrame,
    outcomes: DataFrame,
    leads: DataFrame,
    credits_: DataFrame,
    conf: MetricsConfig,
    definition: Definition,
    *,
    timezone: str,
    through: date,
) -> DataFrame:
    """Steps of the leads of the window that ends on `through`, one row per entity and step.

    All inputs are those of the window and `metrics.stage_days` before it.
    """
    funnel = read_funnel(definition)
    placed = place_leads(leads, credits_).withColumn("day", reporting_day("occurred_at", timezone))
    known = placed.where(F.col("day") <= F.lit(through))
    counts = reduce(
        DataFrame.unionByName,
        [
            count_steps(known, funnel, longest=conf.stage_days, through=through),
            count_entered(known, through=through),
            count_clicks(days, outcomes, funnel, through=through),
        ],
    )

    def judge(rows: pd.DataFrame) -> pd.DataFrame:
        found = judge_leads(rows, funnel, conf)
        return found.assign(through=through)[list(LEAD_STAGES.column_names)]

    schema = ", ".join(f"`{column.name}` {column.type}" for column in LEAD_STAGES.columns)
    # One group: its rows are bounded by campaigns x days x lags, whatever the leads.
    return counts.groupBy(F.lit(0).alias("night")).applyInPandas(judge, schema)


def place_leads(leads: DataFrame, credits_: DataFrame) -> DataFrame:
    """Stages that count, with channel and campaign of the last touch before the lead that was not direct."""
    touch = credits_.where((F.col("type") == "lead") & (F.col(PLACED_BY) > 0.5))
    theirs = touch.select("conversion_id", "channel", F.col("campaign_id").alias("campaign"))
    placed = leads.where(F.col("excluded_by").isNull()).join(theirs, on="conversion_id", how="left")
    return placed.withColumns(
        {"channel": F.coalesce("channel", F.lit(NO_TOUCH)), "campaign": never_null("campaign")},
    )


def count_steps(placed: DataFrame, funnel: Funnel, *, longest: int, through: date) -> DataFrame:
    """Leads of each step by the age of its first stage and the days it took (null: not reached); one row per KEYS."""
    entered = [
        F.min(F.when(F.col("stage") == each, F.col("day"))).alias(each) for each in (*funnel.stages, funnel.lost)
    ]
    by_lead = placed.groupBy("lead_id", "channel", "campaign").agg(*entered)
    steps = F.array(*(_step(by_lead, *step) for step in funnel.steps))
    days = F.datediff("reached", "began")
    taken = F.when(days < 0, 0).otherwise(days)  # null where it was not reached
    told = (
        by_lead.select("channel", "campaign", F.inline(steps))
        .where("began IS NOT NULL")
        .withColumns({"age": age_of("began", through), "lag": F.when(taken <= longest, taken)})
    )
    return told.groupBy(*KEYS).agg(
        F.count("lag").cast("double").alias("successes"),
        F.count("*").cast("double").alias("trials"),
        *(F.lit(0.0).alias(name) for name in WORTH),
    )


def count_entered(placed: DataFrame, *, through: date) -> DataFrame:
    """Leads that entered each stage by the age of that day, with their worth; one row per KEYS."""
    dated = placed.withColumns(
        {"from_stage": F.lit(ENTERED), "age": age_of("day", through), "lag": F.lit(None).cast("int")}
    )
    return dated.groupBy(*KEYS).agg(
        F.count("*").cast("double").alias("successes"),
        F.lit(0.0).alias("trials"),
        _double_sum(F.col("value")).alias("value"),
        F.count("value").cast("double").alias("valued"),
        F.coalesce(F.sum((F.col("value") * F.col("value")).cast("decimal(38,6)")).cast("double"), F.lit(0.0)).alias(
            "squares"
        ),
    )


def count_clicks(days: DataFrame, outcomes: DataFrame, funnel: Funnel, *, through: date) -> DataFrame:
    """Ad clicks, and those that are the last before a lead; one row per KEYS."""
    converted = count_converted(outcomes.where("type = 'lead'"), through=through)
    counted = (
        count_clicked(days, through=through)
        .unionByName(converted)
        .withColumns({"from_stage": F.lit(CLICK), "stage": F.lit(funnel.first), "campaign": never_null("campaign_id")})
    )
    return counted.groupBy(*KEYS).agg(
        F.sum("successes").alias("successes"),
        F.sum("trials").alias("trials"),
        *(F.lit(0.0).alias(name) for name in WORTH),
    )


def _double_sum(exact: Column) -> Column:
    """Of decimals, so that no order of rows changes it; 0 of none."""
    return F.coalesce(F.sum(exact).cast("double"), F.lit(0.0))


def _step(by_lead: DataFrame, first: str, last: str) -> Column:
    return F.struct(
        F.lit(first).alias("from_stage"),
        F.lit(last).alias("stage"),
        by_lead[first].alias("began"),
        by_lead[last].alias("reached"),
    )
