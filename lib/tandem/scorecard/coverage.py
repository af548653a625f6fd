"""Which feeds came for which days: what is missing is named, never taken for 0."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.pages.content import Gap

DAILY_SHARE, DAILY_DAYS = 0.8, 3  # a supplier on that share of its days, and so many at least, is expected daily


@dataclass(frozen=True)
class Coverage:
    """Days each feed was expected for in a period, and the gaps among them."""

    expected: dict[str, int]  # feed -> supplier-days
    gaps: tuple[Gap, ...]

    def share(self, feed: str) -> float | None:
        """Share of the expected days of one feed that came; None when the feed never came."""
        if feed not in self.expected:
            return None
        absent = sum(len(gap.days) for gap in self.gaps if gap.feed == feed)
        return 1 - absent / self.expected[feed]

    def missing_days(self, feed: str) -> list[date]:
        """Days for which some supplier of the feed did not deliver."""
        return sorted({day for gap in self.gaps if gap.feed == feed for day in gap.days})


def cover_period(deliveries: DataFrame, *, start: date, end: date) -> Coverage:
    """What came in a period and what did not, by feed."""
    return cover(delivered_days(deliveries, start=start, end=end), end=end)


def delivered_days(deliveries: DataFrame, *, start: date, end: date) -> list[tuple[str, str, date]]:
    """Feed, supplier and day of what was delivered; as many rows as suppliers and days, so they may come here."""
    kept = deliveries.where((F.col("status") == "kept") & F.col("delivery_date").between(F.lit(start), F.lit(end)))
    return [tuple(row) for row in kept.select("feed", "supplier", "delivery_date").distinct().collect()]


def cover(delivered: Iterable[tuple[str, str, date]], *, end: date) -> Coverage:
    """What came and what did not, to the last day of the period."""
    days: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    for feed, supplier, day in delivered:
        days[feed, supplier].add(day)
    expected: defaultdict[str, int] = defaultdict(int)
    gaps = []
    for (feed, supplier), came in sorted(days.items()):
        wanted = expected_days(came, end=end)
        expected[feed] += len(wanted)
        if absent := tuple(day for day in wanted if day not in came):
            gaps.append(Gap(feed, supplier, absent))
    return Coverage(dict(expected), tuple(gaps))


def expected_days(came: set[date], *, end: date) -> list[date]:
    """Days on which a delivery was expected: every day since the first for a daily supplier, else those that came."""
    first, last = min(came), max(came)
    is_daily = len(came) >= DAILY_DAYS and len(came) >= DAILY_SHARE * ((last - first).days + 1)
    if not is_daily:
        return sorted(came)
    return [first + timedelta(days=ahead) for ahead in range((end - first).days + 1)]
