"""The way of the campaigns that moved, week by week, on the quadrant chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from tandem.pages.content import Campaign
from tandem.pages.svg import Rows, named

MOST = 10  # trails, past which none could be followed


def trails(campaigns: Sequence[Campaign]) -> Rows:
    """One row per week and campaign that has a path, the largest campaigns first."""
    moved = sorted((each for each in campaigns if len(each.path) > 1), key=_size)
    return [
        {"x": x, "y": y, "step": step, "id": each.campaign_id, "verdict": each.verdict, "area": 8.0 + 6.0 * step}
        for each in moved[:MOST]
        for step, (x, y) in enumerate(each.path)
    ]


def trail_layers(x: alt.X, y: alt.Y, color: alt.Color) -> list[Any]:
    """The lines, and a dot for each week, growing towards the present."""
    line = named("trails").mark_line(clip=True, strokeWidth=1.6, strokeDash=[4, 3], strokeOpacity=0.9)
    dots = named("trails").mark_point(clip=True, filled=True, opacity=1)
    size = alt.Size("area:Q", scale=None, legend=None)
    return [
        line.encode(x=x, y=y, order="step:Q", detail="id:N", color=color),
        dots.encode(x=x, y=y, color=color, size=size),
    ]


def _size(each: Campaign) -> tuple[float, float, str]:
    return -(each.spend or 0.0), -(each.impressions or 0.0), each.campaign_id
