"""CTR and CR by region, audience and class of device: what a night reads of metrics.cohorts, made comparable."""

from __future__ import annotations

from datetime import date

import pandas as pd
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.config import MetricsConfig
from tandem.metrics.cohort_counts import NO_BUCKET
from tandem.metrics.population import MATCHED_SHARE, weigh_by_maturity
from tandem.metrics.rates import age_of
from tandem.tables import DIMENSION_NAMES

MOST_VALUES = 50  # of a dimension; all others are one
OTHER = "(other)"


def count_cohorts(cohorts: DataFrame, conf: MetricsConfig, *, through: date) -> DataFrame:
    """Successes and trials of CTR and CR in the window, by channel, dimension, value and age in days.

    Those of CTR by lot of devices too.
    """
    age = age_of("date", through)
    recent = cohorts.where((age >= 0) & (age < conf.window_days)).transform(name_others, most=MOST_VALUES)
    is_in = (F.col("type") == conf.cr_of) & (F.col("conversion_date") <= F.lit(through))
    is_ctr, is_click = F.col("source") != "outcomes", F.col("source") == "clicks"
    counted = recent.withColumns({"age": age, **{name: F.lit("") for name in DIMENSION_NAMES if name != "channel"}})
    unlotted = counted.withColumn("bucket", F.lit(NO_BUCKET))
    ctr = _parts(counted.where(is_ctr), "ctr", successes=F.col("ad_clicks"), trials=F.col("impressions"))
    converting = F.when(is_click, 0).otherwise(F.col("converting_clicks"))
    clicked = F.when(is_click, F.col("ad_clicks")).otherwise(0)
    cr = _parts(unlotted.where(is_click | (~is_ctr & is_in)), "cr", successes=converting, trials=clicked)
    return ctr.unionByName(cr)


def name_others(cohorts: DataFrame, *, most: int) -> DataFrame:
    """`cohorts` with the `most` values seen most of each dimension; all others are one, and unknown ones stay so.

    Whoever sends names of cities as regions gets those of the largest, and the night stays as small as it was.
    """
    seen = F.sum(F.col("impressions") + F.col("ad_clicks")).alias("seen")
    values = cohorts.where("value <> ''").groupBy("dimension", "value").agg(seen)
    place = F.row_number().over(Window.partitionBy("dimension").orderBy(F.desc("seen"), "value"))
    kept = values.select("dimension", "value", place.alias("place")).where(F.col("place") <= most)
    marked = cohorts.join(F.broadcast(kept), on=["dimension", "value"], how="left")
    is_named = (F.col("value") == "") | F.col("place").isNotNull()
    return marked.withColumn("value", F.when(is_named, F.col("value")).otherwise(OTHER)).drop("place")


def comparable_cohorts(cohorts: pd.DataFrame, days: pd.DataFrame, *, lag_days: int) -> pd.DataFrame:
    """`cohorts` without channels that have no trials; clicks weighed by the maturity of their channel among `days`."""
    shares = maturity(days[(days["measure"] == "cr") & (days["basis"] == "own")], lag_days=lag_days)
    matured = cohorts.merge(shares, on=["measure", "channel", "age"], how="left")
    weighed = matured.assign(trials=matured["trials"] * matured["share"].astype(float).fillna(1.0))
    trials = weighed.groupby(["measure", "channel"])["trials"].transform("sum")
    return weighed[trials > 0].reset_index(drop=True)


def maturity(clicks: pd.DataFrame, *, lag_days: int) -> pd.DataFrame:
    """`share` of the conversions to come that are in, by channel and age; of CR alone."""
    columns = ["measure", "channel", "age", "share"]
    if not len(clicks):
        return pd.DataFrame(columns=columns).astype({"measure": str, "channel": str, "age": int, "share": float})
    weighed = weigh_by_maturity(clicks, lag_days=lag_days)
    shown = weighed[weighed["shown"] > 0]
    sums = shown.groupby(["measure", "channel", "age"])[["trials", "shown"]].sum()
    return (sums["trials"] / sums["shown"]).rename("share").reset_index()[columns]


def named(rows: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """The rows whose value is known; none where those are too few, on either side of the rate, to stand for all.

    A side that knows its values less often than the other would turn every rate.
    """
    known = rows[rows[dimension] != ""]
    whole, shown = (each[["successes", "trials"]].sum() for each in (rows, known))
    return known if (shown >= MATCHED_SHARE * whole).all() else known.iloc[:0]


def _parts(rows: DataFrame, measure: str, *, successes: Column, trials: Column) -> DataFrame:
    keys = (*DIMENSION_NAMES, "dimension", "value", "bucket", "age")
    summed = rows.groupBy(*keys).agg(
        F.sum(successes).cast("double").alias("successes"), F.sum(trials).cast("double").alias("trials")
    )
    return summed.select(
        F.lit(measure).alias("measure"),
        F.lit("own").alias("basis"),
        *keys,
        F.lit(None).cast("int").alias("lag"),
        "successes",
        "trials",
    )
