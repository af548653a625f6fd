"""What CTR and CR, read together, say of each campaign."""

from tandem.diagnosis.quadrants import build_quadrants

__all__ = ["build_quadrants"]
