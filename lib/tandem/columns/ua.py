"""What Universal Analytics cuts visits and sessions at, besides silences: midnights and changes of campaign."""

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F

from tandem.columns.reporting import reporting_day

NO_CAMPAIGN = ""  # what a stretch begins with that nothing brought; no campaign's id is empty


def cut_as_ua(frame: DataFrame, *, instant: str, campaign: Column, in_time: WindowSpec, timezone: str) -> DataFrame:
    """`frame` with `starts` also on the first row of each reporting day and on rows that another campaign brings.

    `starts` marks where it is cut already, so that every part lies within one that was there before.
    """
    return (
        frame.withColumn("starts", F.col("starts") | is_new_reporting_day(instant, in_time, timezone=timezone))
        .withColumn("is_change", is_change_of_campaign(campaign, F.col("starts"), in_time))
        .withColumn("starts", F.col("starts") | F.col("is_change"))
        .drop("is_change")
    )


def is_new_reporting_day(instant: str, in_time: WindowSpec, *, timezone: str) -> Column:
    """A midnight in `timezone` lies between the row before and this one; false where there is none before."""
    day = reporting_day(instant, timezone)
    return F.coalesce(F.lag(day).over(in_time) < day, F.lit(False))


def is_change_of_campaign(campaign: Column, starts: Column, in_time: WindowSpec) -> Column:
    """The row brings a campaign, and what has run since the last row that `starts` came by another or by none.

    A row without campaign changes nothing: direct traffic never takes the place of a campaign.
    """
    before = in_time.rowsBetween(Window.unboundedPreceding, -1)
    brought_by = F.when(starts, F.coalesce(campaign, F.lit(NO_CAMPAIGN))).otherwise(campaign)
    is_another = campaign != F.last(brought_by, ignorenulls=True).over(before)
    return ~starts & F.coalesce(is_another, F.lit(False))
