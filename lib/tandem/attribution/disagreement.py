"""attribution.disagreement: how far the models differ, and whose budget decision hangs on the model."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

NAME = ("through", "type", "level", "channel", "campaign_id")


def build_disagreement(effects: DataFrame, *, target_roas: float) -> DataFrame:
    """One row per type, level and name over the models of one fit: the spread of shares and ranks, and the ROAS.

    Conversions without a touch are the same under every model and have no row; of Markov's orders the chosen counts.
    """
    compared = effects.where("is_chosen AND not_offered IS NULL AND channel <> '(none)'")
    by_credit = Window.partitionBy("through", "type", "level", "model").orderBy(F.col("conversions").desc())
    ranked = compared.withColumn("rank", F.rank().over(by_credit))
    is_above = F.col("roas") >= F.lit(target_roas)
    spread = ranked.groupBy(*NAME).agg(
        F.count("*").cast("int").alias("models"),
        F.min("share").alias("lowest_share"),
        _model_at(F.min, "share").alias("lowest_model"),
        F.max("share").alias("highest_share"),
        _model_at(F.max, "share").alias("highest_model"),
        F.min("rank").alias("best_rank"),
        F.max("rank").alias("worst_rank"),
        F.min("roas").alias("roas_lowest"),
        F.max("roas").alias("roas_highest"),
        F.lit(target_roas).alias("target_roas"),
        _models(is_above).alias("above_target"),
        _models(~is_above).alias("below_target"),
    )
    flips = (F.col("above_target") != "") & (F.col("below_target") != "")
    return spread.withColumn("flips", F.when(F.col("roas_lowest").isNotNull(), flips))


def _model_at(extreme: Callable[[Column], Column], column: str) -> Column:
    """The model of the smallest or largest `column`; of equals the first or last by name."""
    return extreme(F.struct(column, "model"))["model"]


def _models(condition: Column) -> Column:
    """Names of the models for which it holds, joined by commas, in order."""
    return F.array_join(F.array_sort(F.collect_list(F.when(condition, F.col("model")))), ", ")
