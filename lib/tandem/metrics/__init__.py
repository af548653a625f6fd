"""Additive counts of each day, what became of its clicks, and the rates made from their sums."""

from tandem.metrics.bridge_night import BRIDGED, night_of_bridge
from tandem.metrics.days import build_days
from tandem.metrics.nightly import JUDGED_BY, judgements, rates_to
from tandem.metrics.outcomes import build_outcomes
from tandem.metrics.reach import JUDGED, days_around, reach_days, touched_sources

__all__ = [
    "BRIDGED",
    "JUDGED",
    "JUDGED_BY",
    "build_days",
    "build_outcomes",
    "days_around",
    "judgements",
    "night_of_bridge",
    "rates_to",
    "reach_days",
    "touched_sources",
]
