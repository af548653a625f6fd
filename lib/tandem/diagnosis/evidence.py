"""What causes are judged by: counts of impressions, and of visits that an ad click began, by part of the campaign."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.columns.owners import person_bucket
from tandem.columns.reporting import never_null

FEWEST_VISITS = 10  # a page with fewer is no candidate; its visits count among the rest of the campaign
CELLS = ("creative_id", "device_class", "page", "cohort", "week")
SHOWN_CELLS = ("creative_id", "placement", "device_class", "week")
SCHEMA = {
    "source": "string",
    "campaign_id": "string",
    **dict.fromkeys(("creative_id", "placement", "device_class", "page", "cohort"), "string"),
    **dict.fromkeys(("week", "age", "bucket"), "int"),
    **dict.fromkeys(("shown", "clicked", "opened", "stayed", "bought"), "bigint"),
}


def gather_evidence(visits: DataFrame, days: DataFrame, *, through: date, window_days: int) -> DataFrame:
    """Counts of the window to `through`: sources `ads` and `day` (of `days`), `visits` and `bucket` (of `visits`).

    Rows are bounded by ads x pages x cells x weeks, and by campaigns x (days + buckets), whatever the events.
    """
    parts = count_ads(days, through=through, window_days=window_days).unionByName(
        count_visits(visits, through=through, window_days=window_days), allowMissingColumns=True
    )
    texts = [name for name, kind in SCHEMA.items() if kind == "string"]
    numbers = [name for name in SCHEMA if name not in texts]
    filled = parts.fillna("", subset=texts).fillna(0, subset=numbers)
    return filled.select(*(F.col(name).cast(kind) for name, kind in SCHEMA.items()))


def open_visits(touches: DataFrame, sessions: DataFrame, journeys: DataFrame, *, cr_of: str) -> DataFrame:
    """One row per ad click that began a visit and with it a session: where it landed, whether it stayed and bought.

    It stays when its session is engaged; it buys when it is the last click before a conversion of the type `cr_of`.
    """
    begins = (F.col("kind") == "ad_click") & (F.col("occurred_at") == F.col("visit_started_at"))
    clicks = touches.where(begins & F.col("excluded_by").isNull() & F.col("campaign_id").isNotNull())
    landed = sessions.where(F.col("excluded_by").isNull()).select(
        F.col("session_id").alias("visit_id"),
        F.coalesce("landing_page", F.lit("")).alias("page"),
        F.when(F.col("is_returning"), "returning").otherwise("new").alias("cohort"),
        person_bucket().alias("bucket"),
        F.col("is_engaged").cast("int").alias("stayed"),
    )
    last = journeys.where((F.col("type") == cr_of) & F.col("last_click_id").isNotNull())
    bought = last.select(F.col("last_click_id").alias("touch_id")).distinct().withColumn("bought", F.lit(1))
    told = clicks.join(landed, on="visit_id", how="inner").join(bought, on="touch_id", how="left")
    keys = (never_null("campaign_id"), never_null("creative_id"), never_null("device_class"))
    return told.fillna(0, subset="bought").select("date", *keys, "page", "cohort", "bucket", "stayed", "bought")


def count_visits(visits: DataFrame, *, through: date, window_days: int) -> DataFrame:
    """Visits, those that stay and of them those that buy, by cell of a campaign and by its buckets of persons."""
    recent = visits.withColumn("age", _age(through)).where(_in_window(window_days))
    counted = recent.withColumn("week", _week()).groupingSets(
        [["campaign_id", *CELLS], ["campaign_id", "bucket"]], "campaign_id", *CELLS, "bucket"
    )
    sums = counted.agg(
        F.when(F.grouping("bucket") == 1, "visits").otherwise("bucket").alias("source"),
        F.count("*").alias("opened"),
        F.sum("stayed").alias("stayed"),
        F.sum(F.col("stayed") * F.col("bought")).alias("bought"),
    )
    of_page = F.sum("opened").over(Window.partitionBy("source", "campaign_id", "page"))
    folded = sums.withColumn("of_page", of_page).withColumn(
        "page", F.when(F.col("of_page") >= FEWEST_VISITS, F.col("page"))
    )
    # Summed once more: as many rare pages as there are visits would otherwise come as a row each.
    by_cell = folded.groupBy("source", "campaign_id", *CELLS, "bucket")
    return by_cell.agg(*(F.sum(name).alias(name) for name in ("opened", "stayed", "bought")))


def count_ads(days: DataFrame, *, through: date, window_days: int) -> DataFrame:
    """Impressions and clicks by cell of a campaign and by its days; on the own basis where that has impressions."""
    recent = days.withColumn("age", _age(through)).where(_in_window(window_days) & (F.col("campaign_id") != ""))
    has_shown = F.when(F.col("impressions") > 0, F.col("basis"))
    first = F.min(has_shown).over(Window.partitionBy("campaign_id"))
    chosen = recent.withColumn("first_basis", first).where(F.col("basis") == F.col("first_basis"))
    counted = chosen.withColumn("week", _week()).groupingSets(
        [["campaign_id", *SHOWN_CELLS], ["campaign_id", "age"]], "campaign_id", *SHOWN_CELLS, "age"
    )
    return counted.agg(
        F.when(F.grouping("age") == 1, "ads").otherwise("day").alias("source"),
        F.sum("impressions").alias("shown"),
        F.sum("ad_clicks").alias("clicked"),
    )


def _age(through: date) -> Column:
    return F.datediff(F.lit(through), F.col("date"))


def _in_window(window_days: int) -> Column:
    return (F.col("age") >= 0) & (F.col("age") < window_days)


def _week() -> Column:
    return F.floor(F.col("age") / 7).cast("int")
