"""What the page says of each campaign's first causes."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def read_briefs(causes: DataFrame, through: date) -> dict[str, str]:
    """The paragraph of each campaign, told on the night `through`; an undecided one without a cause needs none."""
    says_more = (F.col("quadrant") != "undecided") | (F.col("status") == "established")
    told = causes.where((F.col("through") == F.lit(through)) & F.col("brief").isNotNull() & says_more)
    return {row["campaign_id"]: row["brief"] for row in told.select("campaign_id", "brief").collect()}
