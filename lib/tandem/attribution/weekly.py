"""Credit, spend and return by week of the touch, with what the youngest weeks still lack: a view, no table."""

from __future__ import annotations

from datetime import date, timedelta

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.columns.reporting import reporting_day
from tandem.config import AttributionConfig, ReportingConfig
from tandem.stats.maturity import POOLED_CONVERSIONS
from tandem.tables import NO_TOUCH

MOVED = 0.1  # share by which spend must differ from the week before, for a return on the difference


def build_weeks(
    returns: DataFrame, credits_: DataFrame, through: date, conf: AttributionConfig, reporting: ReportingConfig
) -> DataFrame:
    """One row per week (its Monday), channel and model: spend, credit in and expected, ROAS, and the marginal ROAS.

    Expected is what is in over the share of a channel's conversions that follow by the age of the touch; marginal is
    what was expected more than in the week before, per unit spent more. Null where no touch is a window old, or where
    spend hardly moved, or a week is not over.
    """
    window_days = conf.longest_window_days
    curve = lag_curve(credits_, through, window_days=window_days, timezone=reporting.timezone)
    of_touches = returns.where((F.col("basis") == "touch") & (F.col("channel") != NO_TOUCH))
    # In a zone ahead of UTC the last touches lie on the reporting day after `through`.
    age = F.greatest(F.lit(0), F.least(F.datediff(F.lit(through), "date"), F.lit(window_days)))
    daily = of_touches.withColumn("age", age).join(F.broadcast(curve), on=["channel", "age"], how="left")
    weekly = daily.groupBy(F.to_date(F.date_trunc("week", "date")).alias("week"), "channel", "model").agg(
        *(F.sum(name).alias(name) for name in ("spend", "conversions", "value")),
        _expected("conversions").alias("expected_conversions"),
        _expected("value").alias("expected_value"),
    )
    parts = weekly.withColumns(
        {
            "completeness": _over(F.col("conversions"), F.col("expected_conversions")),
            "roas": _over(F.col("value"), F.col("spend")),
            "expected_roas": _over(F.col("expected_value"), F.col("spend")),
        }
    )
    return parts.withColumn("marginal_roas", marginal_roas(through))


def lag_curve(credits_: DataFrame, through: date, *, window_days: int, timezone: str) -> DataFrame:
    """`share` of a `channel`'s credited conversions that is in at each `age` of the touch in days.

    Seen on touches a whole window old; a channel of few conversions leans on all of them together.
    """
    touched, converted = reporting_day("touched_at", timezone), reporting_day("converted_at", timezone)
    old = credits_.where(touched <= F.lit(through - timedelta(days=window_days)))
    lags = old.groupBy("channel", F.datediff(converted, touched).alias("lag")).agg(F.sum("linear").alias("credit"))
    ages = F.explode(F.sequence(F.lit(0), F.lit(window_days))).alias("age")
    is_in = F.sum(F.when(F.col("lag") <= F.col("age"), F.col("credit")).otherwise(0.0)).alias("in")
    own = lags.select("*", ages).groupBy("channel", "age").agg(is_in, F.sum("credit").alias("all"))
    everyone = Window.partitionBy("age")
    pooled = F.sum("in").over(everyone) / F.sum("all").over(everyone)
    share = (F.col("in") + POOLED_CONVERSIONS * F.col("pooled")) / (F.col("all") + POOLED_CONVERSIONS)
    return own.withColumn("pooled", pooled).select("channel", "age", share.alias("share"))


def marginal_roas(through: date) -> Column:
    """Value expected more than in the week before, per unit spent more."""
    weeks = Window.partitionBy("channel", "model").orderBy("week")
    follows = (F.datediff("week", F.lag("week").over(weeks)) == 7) & (F.date_add("week", 6) <= F.lit(through))
    spent_before = F.lag("spend").over(weeks)
    more = F.col("spend") - spent_before
    gained = F.col("expected_value") - F.lag("expected_value").over(weeks)
    return F.when(follows & (F.abs(more) > F.lit(MOVED) * spent_before), gained / more.cast("double"))


def _expected(name: str) -> Column:
    """Sum of what is to come of each day; null where one of them has credit and no curve."""
    unknown = F.max(F.when(F.col("share").isNull() & (F.col(name) != 0), F.lit(1)))
    return F.when(
        unknown.isNull(), F.sum(F.when(F.col(name) == 0, F.lit(0.0)).otherwise(_over(F.col(name), F.col("share"))))
    )


def _over(part: Column, whole: Column) -> Column:
    return F.when(whole > 0, part / whole.cast("double"))
