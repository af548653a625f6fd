"""Whether a campaign in harmony bears more impressions: its CTR on its busiest days against its other days."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from tandem.diagnosis.stages import STAGES, dispersion_of
from tandem.stats.contrasts import Counts, log_ratio, log_variance
from tandem.stats.normal import STEPS_90

HEADROOM = "headroom"
HOLDS = 0.9  # of the CTR of its other days: at least so much of it is left on the busiest
BUSIER = 1.1  # times the impressions of a day: less tells nothing of more
CLICK = STAGES[0]


def find_headroom(evidence: pd.DataFrame, campaigns: pd.DataFrame, *, decided: float) -> pd.DataFrame:
    """One row per campaign in harmony with two days of impressions or more: `ratio` of busy to other days, how sure.

    The probability is that the rate holds; it is established only where the busy days were busier by a tenth.
    """
    quiet, busy = _halves(evidence, campaigns.loc[campaigns["quadrant"] == "harmony", "campaign_id"])
    phi = dispersion_of(evidence, CLICK).reindex(busy.index).to_numpy(np.float64)
    every = (quiet["clicked"] + busy["clicked"]) / (quiet["shown"] + busy["shown"])
    sides = [
        Counts(*(each.to_numpy(np.float64) for each in (s["clicked"], s["shown"], s["shown"] * every)))
        for s in (busy, quiet)
    ]
    ratio = log_ratio(sides[0]) - log_ratio(sides[1])
    spread = np.sqrt((log_variance(sides[0]) + log_variance(sides[1])) * phi)
    holds = special.ndtr((ratio - np.log(HOLDS)) / spread)
    busier = (busy["shown"] / busy["days"]) / (quiet["shown"] / quiet["days"])
    is_known = (holds >= decided) & (busier >= BUSIER)
    told = {name: np.exp(ratio + at * spread) for name, at in (("low", -STEPS_90), ("ratio", 0.0), ("high", STEPS_90))}
    return pd.DataFrame(
        {
            "campaign_id": busy.index,
            "kind": HEADROOM,
            "log_ratio": ratio,
            **{"axis": "ctr", "stage": "click", "name": "", "is_harmful": False, "explains": np.nan, "needed": np.nan},
            **{
                "trials": busy["shown"].to_numpy(),
                "successes": busy["clicked"].to_numpy(),
                "busier": busier.to_numpy(),
            },
            **{"probability": holds, "status": np.where(is_known, "established", "not established"), **told},
        }
    )


def _halves(evidence: pd.DataFrame, campaigns: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sums over the days with fewer impressions and over the half with most, one row per campaign that has both."""
    days = evidence[(evidence["source"] == "day") & evidence["campaign_id"].isin(campaigns) & (evidence["shown"] > 0)]
    days = days.sort_values(["campaign_id", "shown", "age"])
    of_all = days.groupby("campaign_id")["shown"].transform("size")
    is_busy = days.groupby("campaign_id").cumcount() >= of_all - of_all // 2
    quiet, busy = (
        days[half]
        .groupby("campaign_id")
        .agg(shown=("shown", "sum"), clicked=("clicked", "sum"), days=("shown", "size"))
        for half in (~is_busy, is_busy)
    )
    return quiet.loc[busy.index], busy
