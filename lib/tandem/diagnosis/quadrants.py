"""diagnosis.quadrants: what CTR and CR of each campaign, read together, say of it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.config import DiagnosisConfig
from tandem.diagnosis.verdicts import judge_campaigns
from tandem.tables import QUADRANTS

EVIDENCE = ("trials", "expected", "smoothed", "index", "p_high", "p_par", "phi", "low", "high")


def build_quadrants(rates: DataFrame, campaigns: DataFrame, conf: DiagnosisConfig) -> DataFrame:
    """Verdicts on the campaigns of `rates`, one row per night and campaign."""

    def judge(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            yield judge_campaigns(batch, decided=conf.decided, par_share=conf.par_share)[list(QUADRANTS.column_names)]

    # One row is one campaign, so nothing here grows with events.
    return name_campaigns(pair_measures(rates), campaigns).mapInPandas(judge, _schema())


def pair_measures(rates: DataFrame) -> DataFrame:
    """One row per night and campaign: its channel, and the evidence of CTR and CR side by side."""
    keys = ["through", "campaign_id"]
    of_campaigns = rates.where(F.col("level") == "campaign").withColumnRenamed("entity", "campaign_id")
    ctr, cr = (_evidence(of_campaigns, measure, keys) for measure in ("ctr", "cr"))
    paired = ctr.join(cr, on=keys, how="full_outer")
    return paired.withColumn("channel", F.coalesce("ctr_channel", "cr_channel")).drop("ctr_channel", "cr_channel")


def name_campaigns(verdicts: DataFrame, campaigns: DataFrame) -> DataFrame:
    """`verdicts` with `campaign_name`, the id where no name is known."""
    names = campaigns.select("campaign_id", F.col("name").alias("campaign_name"))
    named = verdicts.join(F.broadcast(names), on="campaign_id", how="left")
    return named.withColumn("campaign_name", F.coalesce("campaign_name", "campaign_id"))


def _evidence(rates: DataFrame, measure: str, keys: list[str]) -> DataFrame:
    columns = (F.col(name).alias(f"{measure}_{name}") for name in EVIDENCE)
    channel = F.col("parent").alias(f"{measure}_channel")
    return rates.where(F.col("measure") == measure).select(*keys, channel, *columns)


def _schema() -> str:
    return ", ".join(f"{column.name} {column.type}" for column in QUADRANTS.columns)
