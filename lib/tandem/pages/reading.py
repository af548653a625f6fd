"""What a page says of the night's readings: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reading:
    """One row of metrics.readings, with the name of its campaign or channel."""

    kind: str  # efficiency, revenue per CTR point, slope, guard, cohort, reversal, lead
    level: str  # company, channel, or campaign
    entity: str
    name: str
    measure: str
    part: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    against: float | None = None
    lag_days: int | None = None
    verdict: str = ""
    why: str = ""
    to_date: date | None = None
    expires_on: date | None = None
