"""The sessions a model learns from, and the later ones it is judged on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected
from tandem.columns.owners import person_bucket
from tandem.config import ModelsConfig
from tandem.models.features import FEATURES, PRIOR_DAYS


@dataclass(frozen=True)
class Split:
    """Days on which a session must end to be in the training or in the holdout; both ends included."""

    training_from: date
    training_to: date
    holdout_from: date
    holdout_to: date

    @property
    def recent(self) -> Affected:
        """Every row since the first day that a feature may need."""
        return Affected(since=self.training_from - timedelta(days=PRIOR_DAYS))


def split_in_time(through: date, conf: ModelsConfig) -> Split:
    """The last days with a whole horizon behind them are the holdout; training's horizons end before it begins."""
    horizon = timedelta(days=conf.horizon_days)
    holdout_to = through - horizon
    holdout_from = holdout_to - timedelta(days=conf.holdout_days - 1)
    training_to = holdout_from - timedelta(days=1) - horizon
    return Split(training_to - timedelta(days=conf.training_days - 1), training_to, holdout_from, holdout_to)


def draw_sample(features: DataFrame, journeys: DataFrame, split: Split, conf: ModelsConfig) -> DataFrame:
    """At most `max_training_rows` labelled sessions of each part; the seed decides which, not their order."""
    labelled = label(features, journeys, horizon_days=conf.horizon_days)
    drawn = labelled.select(
        "session_id",
        *FEATURES,
        "converts",
        person_bucket().alias("bucket"),
        F.xxhash64("session_id", F.lit(conf.seed)).alias("draw"),
        F.to_date("ended_at").alias("ended_on"),
    )
    training = drawn.where(F.col("ended_on").between(split.training_from, split.training_to))
    holdout = drawn.where(F.col("ended_on").between(split.holdout_from, split.holdout_to))
    first, last = (part.orderBy("draw", "session_id").limit(conf.max_training_rows) for part in (training, holdout))
    return first.withColumn("is_holdout", F.lit(False)).unionByName(last.withColumn("is_holdout", F.lit(True)))


def label(features: DataFrame, journeys: DataFrame, *, horizon_days: int) -> DataFrame:
    """Add `converts`: the session's person converts within the horizon after the session has ended."""
    known = journeys.groupBy("person_id").agg(F.collect_list("occurred_at").alias("conversions"))
    horizon = F.make_interval(days=F.lit(horizon_days))
    joined = features.join(known, on="person_id", how="left")
    converts = any_within(F.col("conversions"), F.col("ended_at"), horizon)
    return joined.withColumn("converts", converts).drop("conversions")


def any_within(instants: Column, start: Column, length: Column) -> Column:
    """One of `instants` lies after `start`, and no later than `length` after it."""
    return F.coalesce(F.exists(instants, lambda at: (at > start) & (at <= start + length)), F.lit(False))
