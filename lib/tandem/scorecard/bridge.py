"""How far each platform's counts lie from own tracking's over a page's period, and mostly why."""

from __future__ import annotations

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.columns.bridge import added_up, as_far_as_reported
from tandem.pages.numbers import count, rate, share

LEAST_TOLD = 0.01  # share of the own count from which a cause is worth a word
WHY = {
    "timezone": "its account's day begins at another hour",
    "invalid": "it counts traffic that is set aside here",
    "missing": "{missing_days} of its days were not reported",
    "impressions_definition": "it counts {counts} ones",
    "impressions_repeats": "it counts an ad that is soon shown again once",
    "clicks_definition": "it counts clicks that lead nowhere",
    "clicks_repeats": "it counts second clicks",
    "rest": "nothing known explains it",
}


def bridge_lines(bridge: DataFrame) -> tuple[str, ...]:
    """One sentence or two for each platform with rows of metrics.bridge, in order of name; there are few platforms."""
    days = bridge.where(F.col("period") == "day").transform(as_far_as_reported)
    return tuple(_line(row) for row in added_up(days, "platform").orderBy("platform").collect())


def _line(row: Row) -> str:
    if row["platform_impressions"] is None:
        own = count(row["common_impressions"])
        return f"{row['platform']}: no report came; own tracking counts {own} impressions."
    told = " and ".join(_told(row, measure) for measure in ("impressions", "clicks"))
    return (
        f"{row['platform']} reports {told}. CTR is {rate(row['platform_ctr'])} as it counts and "
        f"{rate(row['common_ctr'])} as own tracking does."
    )


def _told(row: Row, measure: str) -> str:
    """The platform's count beside the own one, how far they differ, and the largest cause if it is worth a word."""
    common, told, cause = row[f"common_{measure}"], row[f"platform_{measure}"] or 0, row[f"{measure}_cause"]
    word = "more" if told > common else "fewer"
    said = [f"{share(abs(told - common) / common)} {word}"] if common and told != common else []
    if cause and abs(row[f"{measure}_{cause}"]) >= LEAST_TOLD * max(common, 1):
        why = WHY.get(f"{measure}_{cause}") or WHY[cause]
        said.append(f"largest cause: {why.format(**row.asDict())}")
    differs = f" ({'; '.join(said)})" if said else ""
    return f"{count(told)} {measure} where own tracking counts {count(common)}{differs}"
