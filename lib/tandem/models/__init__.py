"""Models: what will happen after a session, by whom it was said, and how good that voice is."""

from tandem.models.features import PRIOR_DAYS, build_features
from tandem.models.predictions import Speaker, build_predictions, reach
from tandem.models.sample import draw_sample, split_in_time
from tandem.models.standing import Standing, build_evaluations, speaker, standing
from tandem.models.training import Training, train

__all__ = [
    "PRIOR_DAYS",
    "Speaker",
    "Standing",
    "Training",
    "build_evaluations",
    "build_features",
    "build_predictions",
    "draw_sample",
    "reach",
    "speaker",
    "split_in_time",
    "standing",
    "train",
]
