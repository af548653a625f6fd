"""The credit chart: what each channel earned under every model, on one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from tandem.pages.content import ChannelCredit
from tandem.pages.markup import Html
from tandem.pages.svg import Rows, inline_svg, named

ROW = 30  # pixels


def draw_credit(credit: Sequence[ChannelCredit], *, model: str, currency: str, width: int, name: str) -> Html | None:
    """One line per channel: a bar from the lowest to the highest model, a tick for each, a dot for `model`."""
    earning = [each for each in credit if any(each.value.values())]
    if not earning:
        return None
    order = [each.channel for each in earning]
    rows: dict[str, Rows] = {
        "spans": [{"channel": e.channel, "low": min(e.value.values()), "high": max(e.value.values())} for e in earning],
        "models": [{"channel": e.channel, "value": value} for e in earning for value in e.value.values()],
        "chosen": [{"channel": e.channel, "value": e.value.get(model, 0.0)} for e in earning],
    }
    chart = alt.layer(_spans(order, currency), _ticks(order), _dots(order))
    return inline_svg(
        chart.properties(width=width, height=ROW * len(order)),
        rows,
        name=name,
        title="Credited value by channel under every attribution model",
        description="The longer a bar, the more the credit depends on the model. The table below holds every number.",
    )


def _spans(order: list[str], currency: str) -> Any:
    axis = alt.Axis(title=f"credited value, {currency}", format="~s", tickCount=5, tickSize=0, labelPadding=6)
    x = alt.X("low:Q", axis=axis, scale=alt.Scale(zero=True, nice=True))
    bars = named("spans").mark_rule(strokeWidth=7, color="var(--span)", strokeCap="round")
    return bars.encode(x=x, x2="high:Q", y=_y(order))


def _ticks(order: list[str]) -> Any:
    return named("models").mark_tick(color="var(--muted)", thickness=1.2, size=13).encode(x="value:Q", y=_y(order))


def _dots(order: list[str]) -> Any:
    dots = named("chosen").mark_point(filled=True, opacity=1, size=75, color="var(--accent)", stroke="var(--card)")
    return dots.encode(x="value:Q", y=_y(order))


def _y(order: list[str]) -> alt.Y:
    axis = alt.Axis(title=None, tickSize=0, labelPadding=10, labelLimit=150, labelColor="var(--ink)")
    return alt.Y("channel:N", sort=order, axis=axis)
