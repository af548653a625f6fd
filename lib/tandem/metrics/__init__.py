"""Additive counts of each day, what became of its clicks, and the rates made from their sums."""

from tandem.metrics.bridge_night import BRIDGED, night_of_bridge
from tandem.metrics.cohort_counts import COHORTS_FROM, night_of_cohorts
from tandem.metrics.days import build_days
from tandem.metrics.nightly import JUDGED_BY, judgements, rates_to
from tandem.metrics.outcomes import night_of_outcomes
from tandem.metrics.reach import JUDGED, days_around, reach_days, touched_sources

__all__ = [
    "BRIDGED",
    "COHORTS_FROM",
    "JUDGED",
    "JUDGED_BY",
    "build_days",
    "days_around",
    "judgements",
    "night_of_bridge",
    "night_of_cohorts",
    "night_of_outcomes",
    "rates_to",
    "reach_days",
    "touched_sources",
]
