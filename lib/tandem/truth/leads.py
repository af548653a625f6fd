"""Leads: how often the 90 % intervals of projected rates hold the chances that leads of an entity truly had."""

from __future__ import annotations

import pandas as pd

from tandem.truth.frames import DAY_US
from tandem.truth.groups import Group
from tandem.truth.known import Known
from tandem.truth.measured import Measured
from tandem.truth.rates import COLUMNS, covered

STEPS = {"qualified": ("began_at", "chance_qualified"), "sale": ("qualified_at", "chance_won")}
LEVELS = {"channel": "channel", "campaign": "campaign_id"}


def compare_leads(known: Known, measured: Measured) -> Group | None:
    """Share of the intervals that hold the mean true chance of the entity's leads; None without a CRM."""
    stages = measured.lead_stages
    if not len(stages):
        return None
    placed = known.leads.merge(measured.leads, on="lead_id", how="inner")
    rows = []
    for step, (since, chance) in STEPS.items():
        window = in_window(placed, since, known.through, days=int(stages["window_days"].max()))
        for level, column in LEVELS.items():
            truth = window.groupby(column)[chance].mean().rename("truth").rename_axis("entity").reset_index()
            told = stages[(stages["step"] == step) & (stages["level"] == level)]
            rows.append(covered(f"{step}, {level}s", told.merge(truth, on="entity", how="inner")))
    return Group(
        "Projected rates of leads",
        COLUMNS,
        tuple(rows),
        (
            "true: the mean chance of the leads in the window ever to be qualified, and of the qualified to be sold",
            "measured: so far, with those still to come by the pace of older leads; width over the smoothed rate",
        ),
    )


def in_window(leads: pd.DataFrame, since: str, through: pd.Timestamp, *, days: int) -> pd.DataFrame:
    """Leads that entered a stage in the last `days` days to `through`, by UTC day."""
    end_us = (through + pd.Timedelta(days=1)).value // 1000
    return leads[(leads[since] < end_us) & (leads[since] >= end_us - days * DAY_US)]
