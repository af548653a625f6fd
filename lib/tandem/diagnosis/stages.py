"""The steps from an ad to a customer, what part of a campaign may fail at each, and what peers lead one to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.stats.dispersion import over_dispersion
from tandem.stats.expected import expected_rates

Array = NDArray[np.float64]

# What a part of a campaign may be; the columns of evidence that name it.
PARTS = {
    "page": "page",
    "device": "device_class",
    "audience": "cohort",
    "creative": "creative_id",
    "placement": "placement",
}
BY_NATURE = ("device", "audience", "placement")  # parts that differ in every campaign; peers tell by how much


@dataclass(frozen=True)
class Stage:
    """One step: `successes` out of `trials`, both columns of evidence."""

    name: str
    axis: str  # of the quadrant that it moves
    trials: str
    successes: str
    parts: tuple[str, ...]  # keys of PARTS
    cells: tuple[str, ...]  # what a campaign does not choose
    seen_in: str  # source of evidence that repeats, to tell over-dispersion
    repeats: str  # its column that numbers the repeats


BEFORE = ("creative", "placement", "device")
AFTER = ("page", "device", "audience", "creative")
STAGES = (
    Stage("click", "ctr", "shown", "clicked", BEFORE, ("placement", "device_class"), "day", "age"),
    Stage("stay", "cr", "opened", "stayed", AFTER, ("device_class", "cohort"), "bucket", "bucket"),
    Stage("buy", "cr", "stayed", "bought", AFTER, ("device_class", "cohort"), "bucket", "bucket"),
)  # fmt: skip
SOURCE_OF = {"click": "ads", "stay": "visits", "buy": "visits"}


def rows_of(evidence: pd.DataFrame, stage: Stage) -> pd.DataFrame:
    """Rows of one stage with `trials`, `successes` and what peers lead one to expect of them: `awaited`."""
    # Clicks that tell no placement lie in a cell without impressions: they count for their creative all the same.
    counted = (evidence[[stage.trials, stage.successes]] > 0).any(axis=1)
    rows = evidence[(evidence["source"] == SOURCE_OF[stage.name]) & counted]
    trials, successes = (rows[name].to_numpy(np.float64) for name in (stage.trials, stage.successes))
    awaited = _awaited(rows, trials, successes, stage) if len(rows) else trials
    return rows.assign(trials=trials, successes=successes, awaited=awaited)


def _awaited(rows: pd.DataFrame, trials: Array, successes: Array, stage: Stage) -> Array:
    """Trials times the rate of other campaigns: that of their channel and week, times the factor of the cell.

    By week, because young clicks have not bought all they will; each campaign is left out of what it is held against.
    """
    campaign, channel = _codes(rows, "campaign_id"), _codes(rows, "channel")
    base = expected_rates(successes, trials, cell=_codes(rows, "channel", "week"), peers=channel, judged=campaign)
    mean = max(successes.sum() / trials.sum(), 1e-9)
    weighted = trials * base / mean  # as if all channels and weeks had the same rate
    # Placements belong to a channel; devices and visitors are alike in all of them.
    keys = ("channel", *stage.cells) if "placement" in stage.cells else stage.cells
    peers = channel if "placement" in stage.cells else np.zeros_like(channel)
    factor = expected_rates(successes, weighted, cell=_codes(rows, *keys), peers=peers, judged=campaign) / mean
    return np.asarray(trials * np.minimum(base * factor, 1.0))


def dispersion_of(evidence: pd.DataFrame, stage: Stage) -> pd.Series:
    """Over-dispersion of each campaign at one stage, between its days or its buckets of persons."""
    rows = evidence[evidence["source"] == stage.seen_in]
    campaigns, code = np.unique(rows["campaign_id"].to_numpy(str), return_inverse=True)
    successes, trials = (rows[name].to_numpy(np.float64) for name in (stage.successes, stage.trials))
    return pd.Series(over_dispersion(successes, trials, code, entities=len(campaigns)), index=campaigns)


def _codes(rows: pd.DataFrame, *names: str) -> NDArray[np.intp]:
    return rows.groupby(list(names), sort=True).ngroup().to_numpy().astype(np.intp)
