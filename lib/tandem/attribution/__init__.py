"""Attribution: which touches a conversion follows, what each of them earns, and what it cost."""

from tandem.attribution.credits import build_credits, longest_window_days
from tandem.attribution.journeys import build_journeys
from tandem.attribution.reach import reach
from tandem.attribution.returns import build_returns

__all__ = ["build_credits", "build_journeys", "build_returns", "longest_window_days", "reach"]
