"""What browsers missed in many simulated companies, and how often the 90 % intervals of a night hold it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from tandem.simulate.agents import FAMILY_OF_AGENT, UNKNOWN_FAMILY
from tandem.simulate.browsing import NAMES
from tandem.simulate.tracked import Tracked
from tandem.truth import Group
from tandem.truth.groups import held_to_coverage
from tandem.truth.witnesses import CELLS, COLUMNS, NEARLY_ALL, cells_of, coverage

KEYS = ["date", "name", "browser", "campaign_id"]
FAMILIES = np.array((*FAMILY_OF_AGENT, UNKNOWN_FAMILY))


def loss_group(companies: Sequence[dict[str, pd.DataFrame]]) -> Group:
    """Coverage of the estimated loss by size of cell, over the cells of all companies."""
    rows = [coverage(name, pd.concat([cells[name] for cells in companies])) for name in companies[0]]
    held = tuple(held_to_coverage(row, "cells") for row in rows)
    columns = {name: kind for name, kind in COLUMNS.items() if name in held[0].figures}
    return Group(f"Loss of the browser: {len(companies)} companies", columns, held, (NEARLY_ALL,))


def loss_of(company: Tracked) -> dict[str, pd.DataFrame]:
    """By size of cell, the cells of one company: true loss, and the estimate with its ends."""
    happened = actions_of(company)
    told = seen(happened)
    return {f"cells of {', '.join(by)}": cells_of(happened, told, by) for by in CELLS}


def actions_of(company: Tracked) -> pd.DataFrame:
    """One row an action that browser and server can both see."""
    rows = company.actions
    return pd.DataFrame(
        {
            "date": [company.first_day + timedelta(days=day) for day in rows["day"].tolist()],
            "name": np.array(NAMES)[rows["name"]],
            "browser": FAMILIES[np.where(rows["agent"] < 0, len(FAMILY_OF_AGENT), rows["agent"])],
            "campaign_id": rows["landed"].astype(str),
            "by_browser": rows["by_browser"],
            "by_server": rows["by_server"],
        }
    )


def seen(actions: pd.DataFrame) -> pd.DataFrame:
    """How many actions both saw, and each alone, in the smallest cells."""
    client, server = actions["by_browser"], actions["by_server"]
    counts = {"both": client & server, "client_only": client & ~server, "server_only": server & ~client}
    return actions[KEYS].assign(**counts).groupby(KEYS).sum().reset_index()
