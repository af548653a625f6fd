"""Attribution: which touches a conversion follows, what each of them earns, and what it cost."""

from tandem.attribution.credits import build_credits, longest_window_days
from tandem.attribution.disagreement import build_disagreement
from tandem.attribution.effects import build_effects, complete_period
from tandem.attribution.journeys import build_journeys
from tandem.attribution.models import Models, for_whole_days, read_models
from tandem.attribution.paths import build_paths, whole_runs
from tandem.attribution.reach import reach
from tandem.attribution.restatements import NIGHT, Standing, build_restatements
from tandem.attribution.returns import build_returns, closed_touches

__all__ = [
    "NIGHT",
    "Models",
    "Standing",
    "build_credits",
    "build_disagreement",
    "build_effects",
    "build_journeys",
    "build_paths",
    "build_restatements",
    "build_returns",
    "closed_touches",
    "complete_period",
    "for_whole_days",
    "longest_window_days",
    "reach",
    "read_models",
    "whole_runs",
]
