"""Campaigns of a company that was only lived, not landed, as its truth knows them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tandem.simulate.market import CHANNELS, CREATIVES_EACH, QUADRANTS
from tandem.simulate.tracked import Tracked


def campaigns_of(company: Tracked) -> pd.DataFrame:
    """Every campaign with its channel, planted quadrant and effect, and whether it has impressions."""
    number = np.arange(len(company.channels)).astype(str)
    shown = np.unique(company.shown["creative"] // CREATIVES_EACH).astype(str)
    return pd.DataFrame(
        {
            "campaign_id": number,
            "name": number,
            "channel": [CHANNELS[one].name for one in company.channels],
            "quadrant": [QUADRANTS[one] for one in company.quadrants],
            "incremental_effect": company.effects,
            "has_impressions": np.isin(number, shown),
        }
    )
