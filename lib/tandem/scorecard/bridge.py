"""How far each platform's counts lie from own tracking's over a page's period, and mostly why."""

from __future__ import annotations

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.columns.bridge import CAUSES, added_up
from tandem.pages.numbers import count, rate, share

LEAST_TOLD = 0.01  # share of the common count
WHY = {
    "impressions_timezone": "its account's day begins at another hour",
    "impressions_invalid": "it counts traffic that is set aside here",
    "impressions_definition": "it counts {counts} impressions",
    "impressions_repeats": "it counts an ad that is shown again soon once",
    "impressions_missing": "days were not reported ({missing_days})",
    "clicks_timezone": "its account's day begins at another hour",
    "clicks_invalid": "it counts clicks that are set aside here",
    "clicks_definition": "it counts clicks that lead nowhere too",
    "clicks_repeats": "it counts second clicks too",
    "clicks_missing": "days were not reported ({missing_days})",
}


def bridge_lines(bridge: DataFrame) -> tuple[str, ...]:
    """One sentence for each platform with rows of metrics.bridge, in order of name; there are few platforms."""
    days = bridge.where(F.col("period") == "day")
    return tuple(_line(row) for row in added_up(days, "platform").orderBy("platform").collect())


def _line(row: Row) -> str:
    common, told = row["common_impressions"], row["platform_impressions"]
    if told is None:
        return f"{row['platform']}: no report came; own tracking counts {count(common)} impressions."
    word = "more" if told > common else "fewer"
    differs = f" ({share(abs(told - common) / common)} {word})" if common and told != common else ""
    return (
        f"{row['platform']} reports {count(told)} impressions where own tracking counts {count(common)}{differs}. "
        f"{_reason(row)}CTR is {rate(row['platform_ctr'])} on the platform's basis and {rate(row['common_ctr'])} on "
        "the common one, own tracking."
    )


def _reason(row: Row) -> str:
    """What moves its counts most, clicks among them, unless that is next to nothing."""
    cause = row["largest_cause"]
    if cause is None or abs(row[cause]) < LEAST_TOLD * max(row[CAUSES[cause]], 1):
        return ""
    if cause not in WHY:
        return f"Most of the difference in {cause.partition('_')[0]} is not explained. "
    return f"The largest cause: {WHY[cause].format(**row.asDict())}. "
