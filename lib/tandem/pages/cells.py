"""Cells of the tables that judge: a number with its interval, an index with its bar, a verdict with its shape."""

from __future__ import annotations

from math import log

from tandem.pages.content import Estimate
from tandem.pages.markup import Html, join, tag
from tandem.pages.numbers import ratio
from tandem.pages.verdicts import css_name, glyph

BAR_REACH = 3.0  # an index bar reaches from 1/3 to 3


def number_cell(value: str, below: str = "") -> Html:
    """A number, and in small letters what stands below it."""
    return tag("td", value, tag("small", below) if below else None, class_="number")


def verdict_cell(verdict: str, why: str = "") -> Html:
    """The verdict with its shape; its evidence shows where the pointer rests."""
    return tag("td", tag("span", glyph(verdict), verdict, class_="verdict"), class_="word", title=why or None)


def index_cell(index: Estimate, axis: str) -> Html:
    """The index with its bar, tinted where the axis is decided."""
    return tag("td", _arrow(axis), ratio(index.value), _bar(index), class_=f"number index {css_name(axis)}")


def _arrow(axis: str) -> Html | None:
    arrow = {"high": "▲", "low": "▼"}.get(axis)
    if arrow is None:
        return None
    return join([tag("span", arrow, class_="arrow", aria_hidden="true"), tag("span", f"{axis}, ", class_="spoken")])


def _bar(index: Estimate) -> Html | None:
    """A dot on its interval, in a strip of 64 by 8 pixels."""
    if not index.value or index.low is None or index.high is None:
        return None
    low, dot, high = (_position(end) for end in (index.low, index.value, index.high))
    marks = [tag("path", d="M32,0V8"), tag("path", d=f"M{low},4H{high}"), tag("circle", cx=dot, cy=4, r=2.6)]
    return tag("svg", marks, class_="bar", viewBox="0 0 64 8", aria_hidden="true")


def _position(index: float) -> str:
    at = 32 + 32 * log(max(index, 1e-9)) / log(BAR_REACH)
    return f"{min(max(at, 0), 64):.1f}"
