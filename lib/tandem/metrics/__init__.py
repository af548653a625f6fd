"""Additive counts of each day, what became of its clicks, and the rates made from their sums."""

from tandem.metrics.days import build_days
from tandem.metrics.nightly import judgements
from tandem.metrics.outcomes import build_outcomes
from tandem.metrics.reach import JUDGED, days_around, reach_days, touched_sources

__all__ = [
    "JUDGED",
    "build_days",
    "build_outcomes",
    "days_around",
    "judgements",
    "reach_days",
    "touched_sources",
]
