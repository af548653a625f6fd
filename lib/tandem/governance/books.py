"""The books: equations between stages that must hold every night. Each side is summed from its own table."""

from __future__ import annotations

from datetime import date
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.tables import BOOKS, NO_TOUCH, RULE_MODELS

COUNT, FRACTION, MONEY = 0.0, 1e-9, 1e-6  # tolerances: counts are exact, sums of fractions relative, money to 1e-6


def build_books(tables: dict[str, DataFrame], *, through: date) -> DataFrame:
    """One row per equation and part: both sides, and whether they agree."""
    journeys = tables["attribution.journeys"]
    equations = [
        delivered_rows(tables["raw.deliveries"], tables["clean.ledger"]),
        delivered_conversions(tables["clean.conversions"], journeys),
        shares_of_conversions(journeys, tables["attribution.credits"]),
        credited_conversions(journeys, tables["attribution.credits"], tables["attribution.returns"]),
        delivered_spend(tables["clean.ad_reports"], tables["attribution.returns"]),
        conversions_of_periods(tables["attribution.effects"].where(F.col("through") == F.lit(through)), journeys),
    ]
    both = reduce(DataFrame.unionByName, equations)
    gap = F.abs(F.col("left_side") - F.col("right_side"))
    return both.select(
        F.lit(through).alias("through"),
        "book",
        "part",
        "left_side",
        "right_side",
        "tolerance",
        (gap <= F.col("tolerance")).alias("holds"),
    ).select(*BOOKS.column_names)


def delivered_rows(deliveries: DataFrame, ledger: DataFrame) -> DataFrame:
    """Rows delivered = rows kept and set aside, by feed."""
    left = deliveries.groupBy(F.col("feed").alias("part")).agg(F.sum("rows").alias("left_side"))
    right = ledger.groupBy(F.col("feed").alias("part")).agg(F.sum("rows").alias("right_side"))
    return _equation("rows delivered = kept + set aside", left, right, tolerance=F.lit(COUNT))


def delivered_conversions(conversions: DataFrame, journeys: DataFrame) -> DataFrame:
    """Conversions = credited + uncredited + excluded by reason, by type; the excluded ones never reach a journey."""
    counts = F.col("excluded_by").isNull() & (F.col("status") != "unconfirmed")
    left = conversions.groupBy(F.col("type").alias("part")).agg(F.count("*").alias("left_side"))
    aside = conversions.where(~counts).groupBy(F.col("type").alias("part")).agg(F.count("*").alias("right_side"))
    met = journeys.groupBy(F.col("type").alias("part")).agg(F.count("*").alias("right_side"))
    right = met.unionByName(aside).groupBy("part").agg(F.sum("right_side").alias("right_side"))
    return _equation("conversions = credited + uncredited + excluded", left, right, tolerance=F.lit(COUNT))


def shares_of_conversions(journeys: DataFrame, shares: DataFrame) -> DataFrame:
    """For each rule model the largest distance of a conversion's shares from 1 is 0; custom: on days that have it."""
    credited = journeys.where("uncredited_by IS NULL").select("conversion_id", "date")
    summed = shares.groupBy("conversion_id").agg(*(F.sum(model).alias(model) for model in RULE_MODELS))
    gaps = credited.join(summed, on="conversion_id", how="left").agg(
        *(F.max(F.abs(F.coalesce(model, F.lit(0.0)) - 1)).alias(model) for model in RULE_MODELS)
    )
    by_column = gaps.unpivot([], list(RULE_MODELS), "part", "left_side")
    listed = shares.select("conversion_id", "date", F.explode("custom").alias("of"))
    custom = listed.groupBy("date", "conversion_id", F.col("of.model").alias("part")).agg(
        F.sum("of.share").alias("sum")
    )
    due = credited.join(custom.select("date", "part").distinct(), on="date", how="inner")
    met = due.join(custom.drop("date"), on=["conversion_id", "part"], how="left")
    left = met.groupBy("part").agg(F.max(F.abs(F.coalesce("sum", F.lit(0.0)) - 1)).alias("left_side"))
    return by_column.unionByName(left).select(
        F.lit("shares of a conversion = 1").alias("book"),
        "part",
        F.coalesce("left_side", F.lit(0.0)).alias("left_side"),
        F.lit(0.0).alias("right_side"),
        F.lit(FRACTION).alias("tolerance"),
    )


def credited_conversions(journeys: DataFrame, shares: DataFrame, returns: DataFrame) -> DataFrame:
    """Journeys = conversions in attribution.returns, by basis and model; of a custom model those that it shares out."""
    part = F.concat_ws(" / ", "basis", "model").alias("part")
    credit = F.sum("conversions").alias("right_side")
    right = returns.where(has_column()).groupBy(part).agg(credit)
    left = journeys.agg(F.count("*").alias("left_side")).crossJoin(right.select("part"))
    with_touch = returns.where(~has_column() & (F.col("channel") != NO_TOUCH))
    of_model = (
        shares.select(F.explode("custom").alias("of")).groupBy("of.model").agg(F.sum("of.share").alias("left_side"))
    )
    listed = of_model.crossJoin(returns.select("basis").distinct()).select(part, "left_side")
    return _equation(
        "journeys = credit in returns",
        left.unionByName(listed),
        right.unionByName(with_touch.groupBy(part).agg(credit)),
        tolerance=FRACTION * F.greatest("left_side", F.lit(1.0)),
    )


def has_column() -> Column:
    """The model has a column of its own, so that it stands on every day."""
    return F.col("model").isin(*RULE_MODELS)


def delivered_spend(reports: DataFrame, returns: DataFrame) -> DataFrame:
    """Spend delivered = spend with and without conversions + spend set aside, by basis and model."""
    part = F.concat_ws(" / ", "basis", "model").alias("part")
    aside = F.sum(F.when(F.col("excluded_by").isNotNull(), F.col("spend"))).alias("aside")
    delivered = reports.agg(F.sum("spend").alias("left_side"), aside)
    spent = returns.where(has_column()).groupBy(part).agg(F.sum("spend").alias("spent")).crossJoin(delivered)
    added = F.coalesce("spent", F.lit(0)) + F.coalesce("aside", F.lit(0))
    left, right = spent.select("part", "left_side"), spent.select("part", added.alias("right_side"))
    return _equation("spend delivered = in returns + set aside", left, right, tolerance=F.lit(MONEY))


def conversions_of_periods(effects: DataFrame, journeys: DataFrame) -> DataFrame:
    """Journeys of the period of a fit = credit of each of its models, by type, level and order."""
    fitted = effects.where("not_offered IS NULL AND share IS NOT NULL").groupBy(
        "type", "level", "model", "markov_order"
    )
    period = (F.first("period_from").alias("period_from"), F.first("period_to").alias("period_to"))
    credited = fitted.agg(F.sum("conversions").alias("right_side"), *period)
    order = F.when(F.col("markov_order") > 0, F.concat(F.lit(" "), F.col("markov_order").cast("string")))
    part = F.concat(F.concat_ws(" / ", "type", "level", "model"), F.coalesce(order, F.lit("")))
    right = credited.withColumn("part", part)
    daily = journeys.groupBy(F.col("type").alias("of_type"), "date").count()
    closed = (F.col("of_type") == F.col("type")) & F.col("date").between(F.col("period_from"), F.col("period_to"))
    left = right.join(daily, on=closed, how="left").groupBy("part").agg(F.sum("count").alias("left_side"))
    return _equation(
        "journeys of a period = credit of each model",
        left,
        right,
        tolerance=FRACTION * F.greatest("left_side", F.lit(1.0)),
    )


def failing(books: DataFrame) -> list[str]:
    """Equations that do not hold, in words; as many as there are equations, so they may be collected."""
    wrong = books.where("NOT holds").orderBy("book", "part").collect()
    return [f"{row['book']} [{row['part']}]: {row['left_side']} against {row['right_side']}" for row in wrong]


def _equation(book: str, left: DataFrame, right: DataFrame, *, tolerance: Column) -> DataFrame:
    sides = left.join(right, on="part", how="full_outer").select(
        "part",
        F.coalesce(F.col("left_side").cast("double"), F.lit(0.0)).alias("left_side"),
        F.coalesce(F.col("right_side").cast("double"), F.lit(0.0)).alias("right_side"),
    )
    return sides.select(
        F.lit(book).alias("book"),
        F.coalesce("part", F.lit("")).alias("part"),
        "left_side",
        "right_side",
        tolerance.alias("tolerance"),
    )
