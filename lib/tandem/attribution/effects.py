"""attribution.effects: what every model credits over the last period whose journeys are complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

from tandem.attribution.effect_rows import Sums, effect_rows
from tandem.attribution.models import Models
from tandem.changes import Affected
from tandem.columns.owners import person_bucket
from tandem.columns.reporting import key_of_night, never_null
from tandem.config import AttributionConfig
from tandem.tables import EFFECTS, RULE_MODELS

MOST_PATHS = 2_000_000  # distinct paths that the driver holds, some hundred megabytes; of more the fit says so


@dataclass(frozen=True)
class Period:
    """Days whose journeys no later conversion can change, as seen on a night."""

    first: date
    last: date
    through: date

    @property
    def days(self) -> Affected:
        """Its rows and all later ones: what is read."""
        return Affected(since=self.first)

    def night(self, rows: DataFrame) -> Affected:
        """What a fit of the night replaces; nothing where there are no `rows`."""
        return Affected(key_of_night(rows, self.through))

    def holds(self, day: str = "date") -> Column:
        """The day lies in the period."""
        return F.col(day).between(F.lit(self.first), F.lit(self.last))


def complete_period(through: date, conf: AttributionConfig) -> Period:
    """The last `period_days` that lie a whole window back.

    Journeys without a conversion count only then; with younger conversions beside them the period would flatter.
    """
    last = through - timedelta(days=conf.longest_window_days)
    return Period(last - timedelta(days=conf.period_days - 1), last, through)


def build_effects(
    paths: DataFrame, credits_: DataFrame, ad_reports: DataFrame, *, period: Period, models: Models
) -> DataFrame:
    """One row per type, level, model, order, channel and campaign: credit with its interval, spend and ROAS."""
    few = walked(paths, period).limit(MOST_PATHS + 1).toArrow()
    why = too_many_paths(MOST_PATHS) if few.num_rows > MOST_PATHS else None
    sums = Sums(
        walked=few if why is None else walked(merged(paths), period).toArrow(),
        earned=earned(credits_.where(period.holds()), models.names).toArrow(),
        spent=spent(ad_reports.where(period.holds())).toArrow(),
    )
    of_period = {"through": period.through, "period_from": period.first, "period_to": period.last}
    before = removed(paths, period)
    rows = (
        {**row, **of_period, "removed": removed_of(before, row["type"], row["level"])}
        for row in effect_rows(sums, models, not_fitted=why)
    )
    known = [tuple(row.get(name) for name in EFFECTS.column_names) for row in rows]
    return paths.sparkSession.createDataFrame(known, EFFECTS.promise)


def walked(paths: DataFrame, period: Period) -> DataFrame:
    """Journeys and value of each path over the period; those that are still open are left out."""
    return (
        closed(paths, period)
        .groupBy("level", "outcome", "type", "path")
        .agg(F.sum("journeys").alias("journeys"), F.sum("value").cast("decimal(18,6)").alias("value"))
    )


def removed(paths: DataFrame, period: Period) -> list[Row]:
    """What each filter and transform took out of the period's paths, a row per level, type and step."""
    steps = closed(paths, period).select("level", "type", F.explode("removed").alias("of"))
    summed = steps.groupBy("level", "type", F.col("of.step").alias("step"))
    return summed.agg(F.sum("of.touches").alias("touches"), F.sum("of.journeys").alias("journeys")).collect()


def removed_of(rows: Sequence[Row], type_: str, level: str) -> list[tuple[str, int, int]]:
    """Steps of one type and level with touches and journeys, the one that took most first."""
    sums: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row["level"] == level and row["type"] in (type_, ""):
            touches, journeys = sums.get(row["step"], (0, 0))
            sums[row["step"]] = (touches + row["touches"], journeys + row["journeys"])
    return sorted(((step, *each) for step, each in sums.items()), key=lambda each: (-each[1], each[0]))


def closed(paths: DataFrame, period: Period) -> DataFrame:
    """The period's paths without those that are still open."""
    return paths.where(period.holds()).where(F.col("counts_from") <= F.lit(period.through))


def merged(paths: DataFrame) -> DataFrame:
    """All paths with a touch as one: what is left of too many are the conversions that the rule models share."""
    return paths.withColumn("path", F.when(F.col("path") == "", "").otherwise("(any)"))


def too_many_paths(most: int) -> str:
    """Why data-driven models have no answer, and what to do about it."""
    return (
        f"more than {most:,} distinct paths; shorten them, e.g. attribution.path_transforms: [exposure, trim_last[5]]"
    )


def earned(credits_: DataFrame, models: Sequence[str]) -> DataFrame:
    """Credit in conversions and in value by model, one row per type, channel, campaign and bucket of persons."""
    bucket = person_bucket().alias("bucket")
    keyed = credits_.select("type", "channel", never_null("campaign_id"), bucket, "value", "custom", *RULE_MODELS)
    return keyed.groupBy("type", "channel", "campaign_id", "bucket").agg(*_sums(models))


def share_of(model: str) -> Column:
    """Share of a credit under a model; null where the credit was made before there was such a model."""
    if model in RULE_MODELS:
        return F.col(model)
    return F.get(F.filter("custom", lambda each: each["model"] == model), F.lit(0))["share"]


def spent(ad_reports: DataFrame) -> DataFrame:
    """Spend of each campaign; null where no line of it has a known spend."""
    counted = ad_reports.where("excluded_by IS NULL")
    channel = F.coalesce("channel", F.lit("Unassigned")).alias("channel")
    return counted.groupBy(channel, never_null("campaign_id")).agg(F.sum("spend").cast("decimal(18,6)").alias("spend"))


def _sums(models: Sequence[str]) -> list[Column]:
    # Summed as decimals: a sum of doubles depends on their order.
    shares = {model: share_of(model).cast("decimal(20,15)") for model in models}
    worth = {f"{model} value": (share * F.col("value")).cast("decimal(38,15)") for model, share in shares.items()}
    return [F.sum(amount).cast("double").alias(name) for name, amount in {**shares, **worth}.items()]
