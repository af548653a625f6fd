"""Client and server: what the browser missed, as estimated, against what it missed in truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tandem.stats.capture import FEWEST, estimate_missed
from tandem.truth.groups import Group, Row, ratio
from tandem.truth.known import Known
from tandem.truth.measured import Measured

COLUMNS = {
    **dict.fromkeys(("cells", "actions", "seen"), ",.0f"),
    **dict.fromkeys(("true loss", "estimate", "low", "high"), ".1%"),
    **{"coverage": ".3f", "median width": ".1%"},
}
COUNTS = ["both", "client_only", "server_only"]
NEARLY_ALL = "small cells are held more often than 90 %: what nobody saw is a whole number, and mostly 0"
NEARLY = 1e-9  # both sides are ratios of whole numbers, computed in another order
CELLS = (["name"], ["browser"], ["name", "browser"], ["date", "browser"], ["date", "name", "campaign_id", "browser"])


def compare_witnesses(known: Known, measured: Measured) -> Group:
    """Loss of all actions, of each kind and family; how often 90 % intervals hold it in cells of several sizes."""
    happened = pd.to_datetime(known.actions["occurred_at"], unit="us").dt.normalize()
    true = known.actions.assign(date=happened, campaign_id=known.actions["campaign_id"].fillna(""))
    found = measured.witnesses[measured.witnesses["name"].isin(true["name"])]
    whole = cells_of(true.assign(all="all"), found.assign(all="all"), ["all"])
    rows = [_one("all actions", whole)]
    for by in ("name", "browser"):
        each = cells_of(true, found, [by])
        rows += [_one(f"{by}: {name}", each[each[by] == name]) for name in sorted(each[by])]
    rows += [coverage(f"cells of {', '.join(by)}", cells_of(true, found, by)) for by in CELLS]
    return Group(
        "Client and server",
        COLUMNS,
        tuple(rows),
        (
            "loss: the share of actions that the browser did not tell of until the last night, of all that happened",
            f"cells: those with an estimate: {FEWEST} actions were seen, some by the browser and some by the server",
            NEARLY_ALL,
        ),
    )


def cells_of(true: pd.DataFrame, found: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One row a cell with an estimate: actions, those seen, true loss, estimated loss with its ends."""
    happened = true.groupby(by).agg(actions=("by_browser", "size"), caught=("by_browser", "sum"))
    cells = found.groupby(by)[COUNTS].sum().join(happened, how="inner").reset_index()
    missed = estimate_missed(*(cells[name] for name in COUNTS))
    told = cells.assign(
        seen=cells[COUNTS].sum(axis=1),
        truth=1 - cells["caught"] / cells["actions"],
        **{"estimate": missed.share, "low": missed.low, "high": missed.high},
    )
    return told[told["estimate"].notna()]


def holds(cells: pd.DataFrame) -> np.ndarray:
    """The interval of the cell holds its true loss."""
    is_held = (cells["truth"] >= cells["low"] - NEARLY) & (cells["truth"] <= cells["high"] + NEARLY)
    return is_held.to_numpy()


def _one(name: str, cells: pd.DataFrame) -> Row:
    if not len(cells):
        return Row(name, {})
    cell = cells.iloc[0]
    figures = {"actions": cell["actions"], "seen": cell["seen"], "true loss": cell["truth"]}
    return Row(name, figures | {end: cell[end] for end in ("estimate", "low", "high")})


def coverage(name: str, cells: pd.DataFrame) -> Row:
    """How many `cells` there are, how often their intervals hold the truth, and how wide these are."""
    width = float((cells["high"] - cells["low"]).median()) if len(cells) else None
    figures = {
        "cells": len(cells),
        "actions": cells["actions"].sum(),
        "seen": cells["seen"].sum(),
        "coverage": ratio(int(holds(cells).sum()), len(cells)),
        "median width": width,
    }
    return Row(name, figures)
