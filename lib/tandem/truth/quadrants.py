"""Quadrants: the diagnosis of campaigns against the quadrant that was planted."""

from __future__ import annotations

from tandem.truth.groups import Group, Row, ratio
from tandem.truth.known import Known
from tandem.truth.measured import Measured

COLUMNS = {
    "campaigns": ",.0f",
    "decided": ",.0f",
    "right": ",.0f",
    "wrong": ",.0f",
    "precision": ".3f",
    "recall": ".3f",
}
PLANTED = ("harmony", "seduction", "precision", "struggle")


def compare_quadrants(known: Known, measured: Measured) -> Group:
    """Verdicts of campaigns with impressions; one planted as average belongs to no quadrant."""
    planted = known.campaigns[known.campaigns["has_impressions"]][["campaign_id", "quadrant"]]
    joined = planted.merge(measured.quadrants, on="campaign_id", how="left", suffixes=("_true", ""))
    rows = []
    for name in PLANTED:
        true, said = joined["quadrant_true"] == name, joined["quadrant"] == name
        right = int((true & said).sum())
        figures = {
            "campaigns": int(true.sum()),
            "decided": int(said.sum()),
            "right": right,
            "wrong": int(said.sum()) - right,
            "precision": ratio(right, int(said.sum())),
            "recall": ratio(right, int(true.sum())),
        }
        rows.append(Row(name, figures))
    return Group("Quadrants of campaigns", COLUMNS, tuple(rows), ("decided: said to be of that quadrant",))
