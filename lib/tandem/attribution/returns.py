"""attribution.returns: what each campaign earned and cost, by day of the touch and by day of the conversion."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.columns.reporting import never_null, reporting_day
from tandem.tables import RULE_MODELS

KEYS = ("basis", "model", "channel", "campaign_id", "date")
BASES = ("touch", "conversion")
NO_TOUCH = "(none)"


def build_returns(credits_: DataFrame, journeys: DataFrame, ad_reports: DataFrame, *, timezone: str) -> DataFrame:
    """Credit and spend, one row per basis, model, channel, campaign and reporting day.

    Spend that earned nothing stays, with a ROAS of 0; credit whose day brought no report has no spend.
    """
    earned = sum_credit(credits_, timezone=timezone).unionByName(sum_uncredited(journeys, timezone=timezone))
    together = earned.join(sum_spend(ad_reports), on=list(KEYS), how="full_outer")
    filled = together.fillna(0.0, subset=["conversions", "value"])
    return filled.withColumn("roas", roas(F.col("value"), F.col("spend")))


def sum_credit(credits_: DataFrame, *, timezone: str) -> DataFrame:
    """Credited conversions and value, one row per key."""
    days = per_basis(touch=reporting_day("touched_at", timezone), conversion=reporting_day("converted_at", timezone))
    dated = credits_.withColumn("day", F.explode(days))
    keyed = dated.select("day.basis", "day.date", "channel", never_null("campaign_id"), "value", *RULE_MODELS)
    sums = keyed.groupBy("basis", "date", "channel", "campaign_id").agg(*(_sums(model) for model in RULE_MODELS))
    return sums.withColumn("sums", F.explode(F.array(*RULE_MODELS))).select(
        "basis", "date", "channel", "campaign_id", "sums.model", "sums.conversions", "sums.value"
    )


def sum_uncredited(journeys: DataFrame, *, timezone: str) -> DataFrame:
    """Conversions that nothing earns, on their own day under every basis and model."""
    alone = journeys.where(F.col("uncredited_by").isNotNull())
    daily = alone.groupBy(reporting_day("occurred_at", timezone).alias("date")).agg(
        F.count("*").cast("double").alias("conversions"), F.sum("value").cast("double").alias("value")
    )
    return under_every_model(daily.withColumns({"channel": F.lit(NO_TOUCH), "campaign_id": F.lit("")}))


def sum_spend(ad_reports: DataFrame) -> DataFrame:
    """Spend of each campaign and day under every basis and model; null where no line of it has a known spend."""
    daily = ad_reports.where("excluded_by IS NULL").groupBy(
        F.coalesce("channel", F.lit("Unassigned")).alias("channel"), never_null("campaign_id"), "date"
    )
    return under_every_model(daily.agg(F.sum("spend").cast("decimal(18,6)").alias("spend")))


def under_every_model(rows: DataFrame) -> DataFrame:
    """Each row once per basis and model."""
    models = F.explode(F.array(*(F.lit(model) for model in RULE_MODELS)))
    bases = F.explode(F.array(*(F.lit(basis) for basis in BASES)))
    return rows.withColumn("model", models).withColumn("basis", bases)


def per_basis(*, touch: Column, conversion: Column) -> Column:
    """The structs (basis, date) of one credit."""
    days = zip(BASES, (touch, conversion), strict=True)
    return F.array(*(F.struct(F.lit(basis).alias("basis"), day.alias("date")) for basis, day in days))


def roas(value: Column, spend: Column) -> Column:
    """Value per unit of spend; null without spend."""
    return F.when(spend > 0, value / spend.cast("double"))


def _sums(model: str) -> Column:
    # Summed as decimals: a sum of doubles depends on their order, and rows that did not change would look changed.
    share = F.col(model).cast("decimal(20,15)")
    return F.struct(
        F.lit(model).alias("model"),
        F.sum(share).cast("double").alias("conversions"),
        F.sum((share * F.col("value")).cast("decimal(38,15)")).cast("double").alias("value"),
    ).alias(model)
