"""What CTR and CR, read together, say of each campaign, and why."""

from tandem.diagnosis.causes import build_causes, days_of_causes
from tandem.diagnosis.quadrants import build_quadrants
from tandem.diagnosis.transitions import build_transitions, last_weeks

__all__ = ["build_causes", "build_quadrants", "build_transitions", "days_of_causes", "last_weeks"]
