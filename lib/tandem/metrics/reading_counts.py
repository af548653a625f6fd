"""What readings are made of: sums of every measure by day, in the form that rates are counted in."""

from __future__ import annotations

from datetime import date
from functools import reduce

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.config import MetricsConfig
from tandem.metrics.cohort_counts import NO_BUCKET
from tandem.metrics.population import keep_comparable, settle_channels, weigh_by_maturity
from tandem.metrics.rates import age_of, count_measures, count_parts
from tandem.metrics.reading_cohorts import comparable_cohorts, count_cohorts
from tandem.tables import DIMENSION_NAMES

KEPT_LONG = ("campaign_id", "channel")  # dimensions of days that only leads look back on
WINDOWS = 2  # the one that is read, and the one before it
SESSION_RATES = ("bounce", "engaged")
OF_COHORTS = ("dimension", "value", "bucket")


def count_readings(
    days: DataFrame, outcomes: DataFrame, cohorts: DataFrame, conf: MetricsConfig, *, through: date
) -> DataFrame:
    """Two sums of each measure, one row per measure, basis, dimensions, age and lag in days; the lag of clicks only.

    Rows of `cohorts` name a dimension and a value of their own, and a lot of devices; all others none.
    """
    fine = WINDOWS * conf.window_days
    counted, clicks = (
        coarsen(rows, day, through, after_days=fine) for rows, day in ((days, "date"), (outcomes, "click_date"))
    )
    sessions = counted.where("source = 'sessions'")
    reports = counted.where("source = 'reports'")
    judged = clicks.where((F.col("type") == conf.cr_of) & (F.col("conversion_date") <= F.lit(through)))
    age, own, platform = age_of("date", through), F.lit("own"), F.lit("platform")
    later, lag = age_of("conversion_date", through), F.datediff("conversion_date", "click_date")
    parts = [
        count_measures(counted, clicks, conf, through=through),
        count_parts(sessions, "bounce", own, successes="bounces", trials="sessions", age=age),
        count_parts(sessions, "engaged", own, successes="engaged", trials="sessions", age=age),
        count_parts(
            counted.where("source = 'conversions'"), "refunds", own, successes="refunds", trials="value", age=age
        ),
        count_parts(reports.where("spend > 0"), "cpc", platform, successes="spend", trials="ad_clicks", age=age),
        count_parts(reports.where("conversions IS NOT NULL"), "worth", platform, successes="value", age=age),
        count_parts(judged, "worth", own, successes="value", age=age_of("click_date", through), lag=lag),
        count_parts(clicks.where("type = 'lead'"), "leads", own, successes="converting_clicks", age=later),
        count_parts(clicks, "revenue", own, successes="value", age=later),
    ]
    blank = {"dimension": F.lit(""), "value": F.lit(""), "bucket": F.lit(NO_BUCKET)}
    together = reduce(DataFrame.unionByName, parts).withColumns(blank)
    return together.unionByName(count_cohorts(cohorts, conf, through=through))


def coarsen(rows: DataFrame, day: str, through: date, *, after_days: int) -> DataFrame:
    """Older days by campaign and channel alone, so that half a year costs little."""
    is_old = age_of(day, through) >= after_days
    finer = [name for name in DIMENSION_NAMES if name not in KEPT_LONG]
    return rows.withColumns({name: F.when(~is_old, F.col(name)).otherwise("") for name in finer})


class Sums:
    """The counts of one night by measure, comparable: campaigns in one channel, clicks weighed by maturity."""

    def __init__(self, counts: pd.DataFrame, *, lag_days: int) -> None:
        self._of: dict[tuple[str, str], pd.DataFrame] = {}
        # In one order whatever the order of arrival, so that sums agree to the last bit.
        ordered = counts.sort_values([*DIMENSION_NAMES, *OF_COHORTS, "age", "lag", "successes", "trials"])
        is_cohort = ordered["dimension"] != ""
        for (measure, basis), rows in ordered[~is_cohort].groupby(["measure", "basis"]):
            self._of[str(measure), str(basis)] = _comparable(rows, str(measure), str(basis), lag_days)
        self._cohorts = comparable_cohorts(ordered[is_cohort], ordered[~is_cohort], lag_days=lag_days)

    def own(self, measure: str) -> pd.DataFrame:
        """Rows of Tandem's own basis."""
        return self._rows(measure, "own")

    def platform(self, measure: str) -> pd.DataFrame:
        """Rows of what platforms report."""
        return self._rows(measure, "platform")

    def together(self, measure: str) -> pd.DataFrame:
        """Rows for sums over campaigns: of the own basis; of platforms, where there are none and they can be summed."""
        own = self.own(measure)
        return own if own["trials"].sum() > 0 or measure != "ctr" else self.platform(measure)

    def by_cohort(self, measure: str, dimension: str) -> pd.DataFrame:
        """Rows of metrics.cohorts of one dimension, a column of its name: channel, bucket, age, basis, both sums."""
        rows = self._cohorts
        chosen = rows[(rows["measure"] == measure) & (rows["dimension"] == dimension)]
        return chosen.assign(**{dimension: chosen["value"]})

    def by_campaign(self, measure: str) -> pd.DataFrame:
        """Rows of campaigns, each on one basis: its own where it has trials there."""
        own, platform = self.own(measure), self.platform(measure)
        return pd.concat([own, platform[~platform["campaign"].isin(set(own["campaign"]))]], ignore_index=True)

    def _rows(self, measure: str, basis: str) -> pd.DataFrame:
        return self._of.get((measure, basis), NOTHING)


COLUMNS = ("campaign", "creative", "channel", "placement", "device_class", "cohort", "age", "successes", "trials")
NOTHING = pd.DataFrame(columns=[*COLUMNS, "basis"]).astype({"age": int, "successes": float, "trials": float})


def _comparable(rows: pd.DataFrame, measure: str, basis: str, lag_days: int) -> pd.DataFrame:
    if measure in ("ctr", "cr"):
        mature = weigh_by_maturity(rows, lag_days=lag_days) if (measure, basis) == ("cr", "own") else rows
        return settle_channels(keep_comparable(mature))[[*COLUMNS, "basis"]]
    named = rows.rename(columns={"campaign_id": "campaign", "creative_id": "creative"})
    if measure in SESSION_RATES:
        of_campaigns = named["campaign"] != ""
        named = pd.concat([settle_channels(named[of_campaigns]), named[~of_campaigns]])
    return named[[*COLUMNS, "basis"]].reset_index(drop=True)
