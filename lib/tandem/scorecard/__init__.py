"""The scorecard: what is published, and the page that a board signs."""

from tandem.scorecard.cells import build_cells, period_start
from tandem.scorecard.content import gather_content, setting_of
from tandem.scorecard.coverage import cover_period
from tandem.scorecard.inputs import INPUTS
from tandem.scorecard.template import read_template

__all__ = [
    "INPUTS",
    "build_cells",
    "cover_period",
    "gather_content",
    "period_start",
    "read_template",
    "setting_of",
]
