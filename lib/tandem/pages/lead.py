"""What a page says of one step of leads: plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lead:
    """One row of metrics.lead_stages, with the name of its campaign or channel."""

    level: str  # company, channel, or campaign
    entity: str
    name: str
    step: str  # lead (out of clicks), qualified, sale (out of qualified), whole (lead to sale)
    parent: str = ""
    size: int = 0
    observed: float | None = None
    smoothed: float | None = None
    low: float | None = None
    high: float | None = None
    completeness: float | None = None
    lag_median_days: float | None = None
    lag_median_days_low: float | None = None
    lag_median_days_high: float | None = None
    lag_nine_tenths_days: float | None = None
    value: float | None = None
    value_per_lead: float | None = None
    value_per_lead_low: float | None = None
    value_per_lead_high: float | None = None
    velocity: float | None = None
    velocity_low: float | None = None
    velocity_high: float | None = None
