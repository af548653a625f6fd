"""diagnosis.transitions: campaigns whose quadrant is another than a week before, and how sure it is that they moved."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from tandem.changes import Affected
from tandem.stats.moves import find_moves
from tandem.tables import TRANSITIONS

WEEK = 7
WEEKS = 4  # looked back on: the week of a move, and three to compare it with
AXES = ("ctr", "cr")


def last_weeks(through: date) -> Affected:
    """The days that moves of the week to `through` are told by."""
    return Affected(since=through - timedelta(days=WEEKS * WEEK - 1))


def build_transitions(quadrants: DataFrame, limits: DataFrame, days: DataFrame, *, through: date) -> DataFrame:
    """Moves of the week to `through`, one row per campaign whose quadrant changed.

    `quadrants` and `days` reach back two weeks or more; of `limits` the rows of the night count.
    """
    moves = pair_weeks(quadrants, through).where(F.col("from_quadrant") != F.col("to_quadrant"))
    of_night = (F.col("through") == F.lit(through)) & (F.col("level") == "campaign")
    of_weeks = F.col("date") > F.lit(through - timedelta(days=WEEKS * WEEK))
    counted = limits.where(of_night & of_weeks).select(
        F.col("entity").alias("campaign_id"), "measure", "date", "successes", "trials", "phi"
    )
    changed = moves.join(compare_weeks(days, through), on="campaign_id", how="left")
    evidence = changed.join(counted, on="campaign_id", how="left")
    schema = ", ".join(f"{column.name} {column.type}" for column in TRANSITIONS.columns)
    # One group is one campaign: 28 days of two measures.
    return evidence.groupBy("campaign_id").applyInPandas(judge_move, schema)


def pair_weeks(quadrants: DataFrame, through: date) -> DataFrame:
    """The verdicts of `through` beside those of the last night at least one week, and less than two, before it."""
    earliest, latest = through - timedelta(days=2 * WEEK - 1), through - timedelta(days=WEEK)
    newest = Window.partitionBy("campaign_id").orderBy(F.col("through").desc())
    before = (
        quadrants.where(F.col("through").between(F.lit(earliest), F.lit(latest)))
        .withColumn("place", F.row_number().over(newest))
        .where("place = 1")
    )
    now = quadrants.where(F.col("through") == F.lit(through))
    return now.select("through", "campaign_id", "campaign_name", "channel", *_verdict("to")).join(
        before.select("campaign_id", F.col("through").alias("since"), *_verdict("from")), on="campaign_id", how="inner"
    )


def compare_weeks(days: DataFrame, through: date) -> DataFrame:
    """Spend of the week to `through` and of the one before, and creatives first seen in it, per campaign."""
    week = days.where(F.col("date").between(F.lit(through - timedelta(days=2 * WEEK - 1)), F.lit(through)))
    is_new = F.col("date") > F.lit(through - timedelta(days=WEEK))
    spent = week.groupBy("campaign_id").agg(
        F.sum(F.when(is_new, F.col("spend"))).alias("spend"),
        F.sum(F.when(~is_new, F.col("spend"))).alias("spend_before"),
    )
    ran = days.where((F.col("creative_id") != "") & (F.col("date") <= F.lit(through)))
    seen = ran.where((F.col("impressions") > 0) | (F.col("ad_clicks") > 0))
    first = seen.groupBy("campaign_id", "creative_id").agg(F.min("date").alias("date"))
    fresh = first.groupBy("campaign_id").agg(F.count_if(is_new).alias("new_creatives"))
    return spent.join(fresh, on="campaign_id", how="left")


def judge_move(rows: pd.DataFrame) -> pd.DataFrame:
    """The one row of a campaign, from its verdicts on every row and the counts of both measures' days."""
    said = rows.iloc[0]
    found = [_axis_move(rows, axis) for axis in AXES if said[f"from_{axis}_axis"] != said[f"to_{axis}_axis"]]
    known = [(sure, day) for sure, day in found if day is not None]
    p_real = 1 - float(np.prod([1 - sure for sure, _ in known])) if known else None
    first = max(known, key=lambda each: each[0])[1] if known else None
    return pd.DataFrame([said]).assign(p_real=p_real, first_date=first)[list(TRANSITIONS.column_names)]


def _axis_move(rows: pd.DataFrame, axis: str) -> tuple[float, date | None]:
    """Probability that the rate moved the way the index did, and its first day; None where there is no history."""
    days = rows[rows["measure"] == axis].sort_values("date")
    phi = days["phi"].dropna()
    if len(days) < 2 or phi.empty:
        return 0.0, None
    k, n = (days[name].to_numpy(dtype=np.float64)[None] for name in ("successes", "trials"))
    moves = find_moves(k, n, phi.to_numpy()[-1:])
    rose = rows[f"to_{axis}_index"].iloc[0] > rows[f"from_{axis}_index"].iloc[0]
    sure, place = (moves.up, moves.rose_on) if rose else (moves.down, moves.fell_on)
    return float(sure[0]), days["date"].iloc[int(place[0])]


def _verdict(side: str) -> list[Column]:
    names = ("quadrant", *(f"{axis}_{what}" for axis in AXES for what in ("axis", "index")))
    return [F.col(name).alias(f"{side}_{name}") for name in names]
