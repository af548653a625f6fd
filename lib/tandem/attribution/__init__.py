"""Attribution: which touches a conversion follows, what each of them earns, and what it cost."""

from tandem.attribution.clicks import build_click_credits
from tandem.attribution.credits import build_credits, within_window
from tandem.attribution.disagreement import build_disagreement
from tandem.attribution.effects import build_effects, complete_period
from tandem.attribution.journeys import build_journeys
from tandem.attribution.models import Models, read_models
from tandem.attribution.paths import build_paths, whole_paths
from tandem.attribution.reach import reach
from tandem.attribution.restatements import build_restatements
from tandem.attribution.returns import build_returns, days_of_touches
from tandem.attribution.weekly import build_weeks

__all__ = [
    "Models",
    "build_click_credits",
    "build_credits",
    "build_disagreement",
    "build_effects",
    "build_journeys",
    "build_paths",
    "build_restatements",
    "build_returns",
    "build_weeks",
    "complete_period",
    "days_of_touches",
    "reach",
    "read_models",
    "whole_paths",
    "within_window",
]
