"""attribution.returns: what each campaign earned and cost, by day of the touch and by day of the conversion."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected
from tandem.columns.reporting import never_null, reporting_day
from tandem.config import ReportingConfig
from tandem.tables import NO_TOUCH, RULE_MODELS

KEYS = ("basis", "model", "channel", "campaign_id", "date")
BASES = ("touch", "conversion")
PLACE = (*BASES, "channel", "campaign_id")
SUMS = ("conversions", "value")
EVER = date(1900, 1, 1), date(9999, 12, 31)


def build_returns(
    credits_: DataFrame, journeys: DataFrame, ad_reports: DataFrame, reporting: ReportingConfig
) -> DataFrame:
    """Credit and spend, one row per basis, model, channel, campaign and reporting day.

    Spend that earned nothing stays, with a ROAS of 0; credit whose day brought no report has no spend. A model without
    a column of its own has spend and conversions without a touch on the days on which it stands.
    """
    timezone = reporting.timezone
    models = models_by_day(credits_, timezone=timezone)
    alone = under_models(sum_uncredited(journeys, timezone=timezone), models)
    earned = sum_credit(credits_, timezone=timezone).unionByName(alone)
    together = earned.join(under_models(sum_spend(ad_reports), models), on=list(KEYS), how="full_outer")
    filled = together.fillna(0.0, subset=["conversions", "value"])
    return filled.withColumn("roas", roas(F.col("value"), F.col("spend")))


def days_of_touches(open_days: Affected, reporting: ReportingConfig) -> tuple[Affected, Affected]:
    """The days on which a touch may lie that an open conversion credits, and those to read for them.

    No window is longer than `restate_days`, neither today's nor one that was shortened since and whose credit still
    stands there. A reporting day begins up to 14 hours before the UTC day.
    """
    days = open_days.widened(days_before=reporting.restate_days + 1)
    return days, days.widened(days_before=1)


def models_by_day(credits_: DataFrame, *, timezone: str) -> DataFrame:
    """`model`, `first_day`, `last_day`: when each model stands; those with a column of their own always do.

    Another one stands for ever, except before its first credit where other credit came before, or after its last where
    other credit followed: it was not yet, or no longer, in the definition.
    """
    always = [(model, *EVER) for model in RULE_MODELS]
    columns = credits_.sparkSession.createDataFrame(always, "model string, first_day date, last_day date")
    days = credits_.select(reporting_day("converted_at", timezone).alias("day"), "custom")
    ends = F.min("day").alias("first_day"), F.max("day").alias("last_day")
    whole = days.agg(F.min("day").alias("first"), F.max("day").alias("last"))
    named = days.select("day", F.explode("custom.model").alias("model")).groupBy("model").agg(*ends)
    standing = named.crossJoin(F.broadcast(whole)).select(
        "model",
        F.when(F.col("first_day") > F.col("first"), F.col("first_day")).otherwise(F.lit(EVER[0])).alias("first_day"),
        F.when(F.col("last_day") < F.col("last"), F.col("last_day")).otherwise(F.lit(EVER[1])).alias("last_day"),
    )
    return columns.unionByName(standing)


def sum_credit(credits_: DataFrame, *, timezone: str) -> DataFrame:
    """Credited conversions and value, one row per key."""
    days = {"touch": reporting_day("touched_at", timezone), "conversion": reporting_day("converted_at", timezone)}
    keyed = credits_.withColumns({**days, "campaign_id": never_null("campaign_id")})
    both = _by_column(keyed).unionByName(_by_row(keyed))
    dated = F.array(*(F.struct(F.lit(basis).alias("basis"), F.col(basis).alias("date")) for basis in BASES))
    by_basis = both.select("channel", "campaign_id", "model", *SUMS, F.inline(dated)).groupBy(*KEYS)
    return by_basis.agg(*(F.sum(name).cast("double").alias(name) for name in SUMS))


def _by_column(credits_: DataFrame) -> DataFrame:
    """Exact sums of the models that have a column of their own, by both days at once: decimals are slow to add."""
    wide = credits_.groupBy(*PLACE).agg(*(F.struct(*_exact_sums(F.col(model))).alias(model) for model in RULE_MODELS))
    rows = F.array(*(F.struct(F.lit(model).alias("model"), f"{model}.*") for model in RULE_MODELS))
    return wide.select(*PLACE, F.inline(rows))


def _by_row(credits_: DataFrame) -> DataFrame:
    """The same of the models that are rows of `custom`."""
    custom = credits_.select(*PLACE, "value", F.explode("custom").alias("of"))
    return custom.groupBy(*PLACE, F.col("of.model")).agg(*_exact_sums(F.col("of.share")))


def sum_uncredited(journeys: DataFrame, *, timezone: str) -> DataFrame:
    """Conversions that nothing earns, one row per day, on their own day."""
    alone = journeys.where(F.col("uncredited_by").isNotNull())
    daily = alone.groupBy(reporting_day("occurred_at", timezone).alias("date")).agg(
        F.count("*").cast("double").alias("conversions"), F.sum("value").cast("double").alias("value")
    )
    return daily.withColumns({"channel": F.lit(NO_TOUCH), "campaign_id": F.lit("")})


def sum_spend(ad_reports: DataFrame) -> DataFrame:
    """Spend of each campaign and day; null where no line of it has a known spend."""
    daily = ad_reports.where("excluded_by IS NULL").groupBy(
        F.coalesce("channel", F.lit("Unassigned")).alias("channel"), never_null("campaign_id"), "date"
    )
    return daily.agg(F.sum("spend").cast("decimal(18,6)").alias("spend"))


def under_models(rows: DataFrame, models: DataFrame) -> DataFrame:
    """Each row once per basis and model that stands on its day."""
    bases = F.explode(F.array(*(F.lit(basis) for basis in BASES)))
    stands = F.col("date").between(F.col("first_day"), F.col("last_day"))
    named = rows.join(F.broadcast(models), on=stands, how="inner").drop("first_day", "last_day")
    return named.withColumn("basis", bases)


def roas(value: Column, spend: Column) -> Column:
    """Value per unit of spend; null without spend."""
    return F.when(spend > 0, value / spend.cast("double"))


def _exact_sums(share: Column) -> list[Column]:
    """SUMS of a model's `share` of each row, as decimals.

    A sum of doubles depends on their order, and rows that did not change would look changed.
    """
    exact = share.cast("decimal(20,15)")
    value = (exact * F.col("value")).cast("decimal(38,15)")
    return [F.sum(each).alias(name) for name, each in zip(SUMS, (exact, value), strict=True)]
