"""The truth of cohorts by region and audience: their factors, and the CTR and CR that they come to."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tandem.simulate.cohorts import AUDIENCE_CTR, DIMENSIONS, REGION_CR
from tandem.simulate.market import CHANNELS
from tandem.simulate.outcomes import last_click_cr_by_value
from tandem.simulate.rows import Rows, count
from tandem.simulate.state import State
from tandem.simulate.text import look_up, table


def of_values(dimension: str) -> pa.Table:
    """One row a region or audience with its true multipliers of CTR and CR."""
    values = DIMENSIONS[dimension]
    ones = (1.0,) * len(values)
    ctr, cr = (ones, REGION_CR) if dimension == "region" else (AUDIENCE_CTR, ones)
    return pa.table({dimension: values, "ctr_multiplier": ctr, "cr_multiplier": cr})


def shown_to(cohorts: dict[str, Rows]) -> pa.Table:
    """One row a channel and region or audience: impressions to people, and the sum of their chances of a click."""
    parts = []
    for dimension, rows in cohorts.items():
        values = DIMENSIONS[dimension]
        channel, value = np.divmod(rows["cohort"], len(values))
        parts.append(
            pa.table(
                {
                    "dimension": [dimension] * count(rows),
                    "value": look_up(table(values), value),
                    "channel": pa.array([CHANNELS[one].name for one in channel]),
                    "impressions": pa.array(rows["impressions"].astype(np.int64)),
                    "expected_clicks": pa.array(rows["clicks"]),
                }
            )
        )
    return pa.concat_tables(parts)


def cohort_outcomes(state: State) -> pa.Table:
    """One row a channel and region or audience, and one of no channel for all: clicks and true last-click CR."""
    parts = []
    for dimension, values in DIMENSIONS.items():
        known = state.cohorts[dimension]
        rate = last_click_cr_by_value(known, len(values))
        clicks = known.clicks.reshape(-1, len(values))
        places = [*(channel.name for channel in CHANNELS), ""]
        parts.append(
            pa.table(
                {
                    "dimension": [dimension] * rate.size,
                    "value": list(values) * len(places),
                    "channel": np.repeat(places, len(values)).tolist(),
                    "clicks": pa.array(np.vstack([clicks, clicks.sum(axis=0)]).ravel().astype(np.int64)),
                    "last_click_cr": pa.array(rate.ravel()),
                }
            )
        )
    return pa.concat_tables(parts)
