"""What CTR and CR, read together, say of each campaign."""

from tandem.diagnosis.quadrants import build_quadrants
from tandem.diagnosis.transitions import build_transitions, last_weeks

__all__ = ["build_quadrants", "build_transitions", "last_weeks"]
