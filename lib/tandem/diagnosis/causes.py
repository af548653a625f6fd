"""diagnosis.causes: why a campaign is where it is, as far as its events tell; `not established` is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected
from tandem.config import DiagnosisConfig, MetricsConfig
from tandem.diagnosis.cause_words import say_briefs, say_evidence
from tandem.diagnosis.evidence import SCHEMA, gather_evidence, open_visits
from tandem.diagnosis.first_causes import NOT_ESTABLISHED, find_causes
from tandem.tables import CAUSES

MOST_TOLD = 10  # candidates of one campaign; the others are less likely
NO_CANDIDATE = "none"
OF_CAMPAIGN = ("campaign_name", "channel", "quadrant")
INDEXES = tuple(f"{axis}_index{end}" for axis in ("ctr", "cr") for end in ("", "_low", "_high"))


def days_of_causes(through: date, conf: MetricsConfig) -> Affected:
    """The days that causes of the night `through` are told by."""
    return Affected(since=through - timedelta(days=conf.window_days - 1))


def build_causes(
    judged: Sequence[DataFrame],
    clicks: Sequence[DataFrame],
    days: DataFrame,
    *,
    through: date,
    metrics: MetricsConfig,
    diagnosis: DiagnosisConfig,
) -> DataFrame:
    """Candidate causes of the night `through`, ranked, one row per campaign and candidate.

    `judged` are the night's quadrants and rates; `clicks` are touches, sessions and journeys of the window.
    """
    campaigns = describe_campaigns(*judged, through=through)
    visits = open_visits(*clicks, cr_of=metrics.cr_of)
    evidence = gather_evidence(visits, days, through=through, window_days=metrics.window_days)
    known = campaigns.join(evidence, on="campaign_id", how="left")

    def judge(rows: pd.DataFrame) -> pd.DataFrame:
        return name_causes(rows, decided=diagnosis.decided, par_share=diagnosis.par_share).assign(through=through)[
            list(CAUSES.column_names)
        ]

    schema = ", ".join(f"{column.name} {column.type}" for column in CAUSES.columns)
    # One group is one night: rows of ads x pages x cells x weeks (see `gather_evidence`), whatever the events.
    return known.withColumn("night", F.lit(0)).groupBy("night").applyInPandas(judge, schema)


def describe_campaigns(quadrants: DataFrame, rates: DataFrame, *, through: date) -> DataFrame:
    """The campaigns judged on that night, one row each: their quadrant, and both indexes with their intervals."""
    indexes = rates.where((F.col("level") == "campaign") & (F.col("through") == F.lit(through)))
    spread = indexes.groupBy(F.col("entity").alias("campaign_id")).agg(
        *(
            F.max(F.when(F.col("measure") == name.split("_")[0], F.col(name.split("_", 1)[1]))).alias(name)
            for name in INDEXES
        )
    )
    verdicts = quadrants.where(F.col("through") == F.lit(through)).select("campaign_id", *OF_CAMPAIGN)
    return verdicts.join(spread, on="campaign_id", how="left")


def name_causes(rows: pd.DataFrame, *, decided: float, par_share: float) -> pd.DataFrame:
    """Rows of diagnosis.causes but `through`, from campaigns with their evidence, in any order."""
    # In one order whatever the order of arrival, so that sums agree to the last bit.
    ordered = rows.sort_values(list(SCHEMA), kind="stable", na_position="last")
    campaigns = ordered.drop_duplicates("campaign_id")[["campaign_id", *OF_CAMPAIGN, *INDEXES]]
    evidence = ordered[ordered["source"].notna()].drop(columns=[*INDEXES, "quadrant", "campaign_name"])
    found = find_causes(
        evidence, campaigns[["campaign_id", "quadrant", *INDEXES]], decided=decided, par_share=par_share
    )
    told = found[found["rank"] <= MOST_TOLD]
    silent = campaigns[~campaigns["campaign_id"].isin(told["campaign_id"])]
    told = pd.concat([told, _nothing_to_compare(silent)], ignore_index=True)
    told = told.drop(columns=["quadrant", *OF_CAMPAIGN, *INDEXES], errors="ignore").merge(campaigns, on="campaign_id")
    told = told.assign(
        effect=told["ratio"] - 1, effect_low=told["low"] - 1, effect_high=told["high"] - 1, evidence=say_evidence(told)
    )
    return told.assign(brief=say_briefs(told)).astype({"trials": "Int64", "needed": "Int64"})


def _nothing_to_compare(campaigns: pd.DataFrame) -> pd.DataFrame:
    """One row for each campaign without a part large enough."""
    told = campaigns[["campaign_id"]].assign(
        axis="", stage="", kind=NO_CANDIDATE, name="", status=NOT_ESTABLISHED, rank=1
    )
    for blank in ("ratio", "low", "high", "probability", "explains", "trials", "needed"):
        told[blank] = np.nan
    return told.assign(is_harmful=False)
