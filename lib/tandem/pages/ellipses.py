"""The doubt of a point on two logarithmic axes, as a closed line."""

from __future__ import annotations

from math import cos, exp, log, pi, sin
from typing import Any

from tandem.pages.content import Campaign, Estimate

CORNERS = 40
LEAST_INDEX = 1e-6  # the logarithm of 0 would tear the chart


def ellipse(each: Campaign) -> list[dict[str, Any]]:
    """Corners of the egg that touches the four ends of both 90 % intervals, empty where one is not known."""
    ends = (each.ctr_index, each.cr_index)
    if any(end.low is None or end.high is None for end in ends):
        return []
    rows = []
    for step in range(CORNERS):
        turn = 2 * pi * step / CORNERS
        x, y = (_towards(end, part) for end, part in zip(ends, (cos(turn), sin(turn)), strict=True))
        rows.append({"x": x, "y": y, "step": step, "id": each.campaign_id, "verdict": each.verdict})
    return [{**row, "decided": int(each.verdict != "undecided")} for row in rows]


def _towards(index: Estimate, part: float) -> float:
    """From the index (0) to the upper end of its interval (1) or to the lower one (-1), on the logarithmic scale."""
    middle = log(index.value or 1.0)
    end = log(max((index.high if part > 0 else index.low) or 0.0, LEAST_INDEX))
    return exp(middle + abs(part) * (end - middle))
