"""What each device did, cut into visits, and what of it may earn credit."""

from tandem.visits.reach import reach_touches, reach_visits
from tandem.visits.touches import build_touches
from tandem.visits.visits import build_visits

__all__ = ["build_touches", "build_visits", "reach_touches", "reach_visits"]
