"""What each platform counts as an impression and as a click: the truth behind conf/platforms.yml."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tandem.simulate.draws import generator
from tandem.simulate.market import GOOGLE, META, MICROSOFT, PLATFORMS
from tandem.simulate.rows import Array, Rows
from tandem.simulate.state import Company


@dataclass(frozen=True)
class Counting:
    """One platform's definitions. Robots are in none of its counts, and a second click within seconds is none."""

    impression: str  # served, rendered or viewable
    has_other_clicks: bool = False  # it also counts clicks that lead nowhere


COUNTINGS = {
    GOOGLE: Counting("rendered"),
    META: Counting("viewable", has_other_clicks=True),
    MICROSOFT: Counting("served"),
}


def counted(platform: int, impressions: Rows) -> Array:
    """Which impressions the platform counts."""
    basis = COUNTINGS[platform].impression
    every = np.ones(len(impressions["creative"]), dtype=np.bool_)
    return every if basis == "served" else impressions[basis]


def all_clicks(company: Company, platform: int, local_day: int, shown: Array, clicked: Array) -> Array:
    """Clicks of any kind by ad, from those that lead to the shop and the impressions that the platform counts."""
    if not COUNTINGS[platform].has_other_clicks:
        return clicked
    rng = generator(company.seed, local_day + 1000, 15, platform)
    others: Array = rng.binomial(shown, company.rates.other_clicks)
    return clicked + others


def countings() -> pa.Table:
    """One row a platform that reports: what it counts."""
    rows = [
        {"platform": PLATFORMS[platform], "counts": each.impression, "has_other_clicks": each.has_other_clicks}
        for platform, each in COUNTINGS.items()
    ]
    return pa.Table.from_pylist(rows)
