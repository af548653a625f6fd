"""metrics.rates: CTR and CR of channels, campaigns and creatives over the window to one night, with their doubt."""

from __future__ import annotations

from datetime import date

import pandas as pd
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.config import MetricsConfig
from tandem.metrics.population import judge_population
from tandem.tables import DIMENSION_NAMES, RATES

HISTORY_DAYS = 90  # click days from which the pace of conversions is learnt


def build_rates(
    days: DataFrame, outcomes: DataFrame, conf: MetricsConfig, *, through: date, par_share: float
) -> DataFrame:
    """Rates of the window that ends on `through`, one row per entity and measure.

    `days` and `outcomes` are those of the last `HISTORY_DAYS`, or of the window. An entity with trials on Tandem's
    own basis is judged on that one, else on the platform's.
    """
    counts = count_measures(days, outcomes, conf, through=through)

    def judge(population: pd.DataFrame) -> pd.DataFrame:
        rates = judge_population(
            population,
            window_days=conf.window_days,
            lag_days=conf.lag_days,
            par_share=par_share,
            half_life_days=conf.half_life_days,
        )
        return rates.assign(through=through)[list(RATES.column_names)]

    # One group is one measure on one basis: its rows are bounded by ads x cells x days, whatever the events.
    judged = counts.groupBy("measure", "basis").applyInPandas(judge, _schema())
    return prefer_own(judged.where(~is_sum_of_claims()))


def count_measures(days: DataFrame, outcomes: DataFrame, conf: MetricsConfig, *, through: date) -> DataFrame:
    """Successes and trials of CTR and CR to `through`, one row per measure, basis, dimensions, age and lag in days."""
    return (
        count_shown(days, through=through)
        .unionByName(count_clicked(days, through=through))
        .unionByName(count_claimed(days, through=through))
        .unionByName(count_converted(outcomes.where(F.col("type") == conf.cr_of), through=through))
    )


def count_shown(days: DataFrame, *, through: date) -> DataFrame:
    """CTR on either basis: clicks out of impressions."""
    return count_parts(
        days, "ctr", F.col("basis"), successes="ad_clicks", trials="impressions", age=age_of("date", through)
    )


def count_clicked(days: DataFrame, *, through: date) -> DataFrame:
    """CR on the own basis: the clicks out of which some convert; unlinked ones cannot be seen to."""
    own = days.where((F.col("basis") == "own") & (F.col("source") == "clicks"))
    return count_parts(own, "cr", F.lit("own"), trials="ad_clicks", age=age_of("date", through))


def count_claimed(days: DataFrame, *, through: date) -> DataFrame:
    """CR on the platform's basis: the conversions it claims out of its clicks, where it reports any."""
    reported = days.where((F.col("basis") == "platform") & F.col("conversions").isNotNull())
    return count_parts(
        reported, "cr", F.lit("platform"), successes="conversions", trials="ad_clicks", age=age_of("date", through)
    )


def count_converted(outcomes: DataFrame, *, through: date) -> DataFrame:
    """CR on the own basis: converting clicks, with the days they took."""
    seen = outcomes.where(F.col("conversion_date") <= F.lit(through))
    lag = F.datediff("conversion_date", "click_date")
    return count_parts(
        seen, "cr", F.lit("own"), successes="converting_clicks", age=age_of("click_date", through), lag=lag
    )


def is_sum_of_claims() -> Column:
    """CR of a channel or company by its platforms' word: several may claim the same sale."""
    sums = F.col("level").isin("company", "channel")
    return (F.col("measure") == "cr") & (F.col("basis") == "platform") & sums


def prefer_own(rates: DataFrame) -> DataFrame:
    """One row per entity and measure: that of the basis which comes first, own before platform."""
    first = F.min("basis").over(Window.partitionBy("level", "entity", "measure"))
    return rates.withColumn("first_basis", first).where(F.col("basis") == F.col("first_basis")).drop("first_basis")


def count_parts(
    rows: DataFrame,
    measure: str,
    basis: Column,
    *,
    age: Column,
    successes: str | None = None,
    trials: str | None = None,
    lag: Column | None = None,
) -> DataFrame:
    """Successes and trials of one measure, one row per basis, dimensions, age and lag in days."""
    counted = rows.where(age >= 0).select(
        F.lit(measure).alias("measure"),
        basis.alias("basis"),
        *DIMENSION_NAMES,
        age.alias("age"),
        (F.lit(None) if lag is None else lag).cast("int").alias("lag"),
        _double(successes).alias("successes"),
        _double(trials).alias("trials"),
    )
    keys = ("measure", "basis", *DIMENSION_NAMES, "age", "lag")
    return counted.groupBy(*keys).agg(F.sum("successes").alias("successes"), F.sum("trials").alias("trials"))


def age_of(day: str, through: date) -> Column:
    """Days from `day` to the night's date."""
    return F.datediff(F.lit(through), F.col(day))


def _double(name: str | None) -> Column:
    return F.coalesce(F.col(name).cast("double"), F.lit(0.0)) if name else F.lit(0.0)


def _schema() -> str:
    return ", ".join(f"{column.name} {column.type}" for column in RATES.columns)
