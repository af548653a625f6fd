"""Additive counts of each day, what became of its clicks, and the rates made from their sums."""

from tandem.metrics.bridge_night import BRIDGED, night_of_bridge
from tandem.metrics.cohort_counts import COHORTS_FROM
from tandem.metrics.counts_night import nights_of_counts
from tandem.metrics.nightly import JUDGED_BY, judgements, rates_to
from tandem.metrics.outcomes import night_of_outcomes

__all__ = [
    "BRIDGED",
    "COHORTS_FROM",
    "JUDGED_BY",
    "judgements",
    "night_of_bridge",
    "night_of_outcomes",
    "nights_of_counts",
    "rates_to",
]
