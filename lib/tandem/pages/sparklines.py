"""A rate day by day within its limits, as a picture of a few hundred bytes drawn by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from tandem.pages.markup import Html, tag
from tandem.pages.signals import OUT, WATCH, Day, Series

WIDTH, HEIGHT = 180, 40
EDGE = 6  # room for the shapes, pixels
DAYS = 28  # as many as metrics.limits keeps

# Corners from the middle of a mark: a triangle points to where the rate lies, a ring only asks to be watched.
ABOVE, BELOW = "m0,-5l4.6,8h-9.2z", "m0,5l4.6,-8h-9.2z"
RING = "m-3.2,0a3.2,3.2,0,1,0,6.4,0a3.2,3.2,0,1,0,-6.4,0z"

Scale = Callable[[float], float]


def sparkline(series: Series, through: date) -> Html | None:
    """Line, band and marks of the days to `through`; None when no day has limits. What it says stands beside it."""
    known = [day for day in series.days if day.smoothed.low is not None and day.smoothed.observed is not None]
    if not known:
        return None
    x, y = _across(through), _upward(known)
    runs = _unbroken(known)
    return tag(
        "svg",
        tag("path", class_="band", d="".join(_band(run, x, y) for run in runs)),
        tag("path", class_="line", d="".join(_line(run, x, y) for run in runs)),
        [_mark(day, x, y) for day in known if day.status in OUT],
        tag("circle", class_="now", cx=_number(x(known[-1])), cy=_number(y(known[-1].smoothed.observed or 0.0)), r=2)
        if known[-1].status not in OUT
        else None,
        class_="spark",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        aria_hidden="true",
    )


def shape(status: str, *, is_above: bool) -> str:
    """Path of the mark of a day out of limits, about its own middle."""
    return RING if status == WATCH else ABOVE if is_above else BELOW


def mark(status: str, *, is_above: bool) -> Html:
    """The mark beside words."""
    drawn = tag("path", d=f"M0,0{shape(status, is_above=is_above)}")
    return tag("svg", drawn, class_=f"glyph {status}", viewBox="-6 -6 12 12", aria_hidden="true")


def _across(through: date) -> Callable[[Day], float]:
    step = (WIDTH - 2 * EDGE) / (DAYS - 1)
    return lambda day: max(WIDTH - EDGE - step * (through - day.date).days, 0.0)


def _upward(known: Sequence[Day]) -> Scale:
    """Pixels from the top of a rate; the band and the line both fit."""
    rates = [rate for day in known for rate in (*day.smoothed[2:], day.smoothed.observed) if rate is not None]
    low, high = min(rates), max(rates)
    room = (high - low) or 1.0
    return lambda rate: HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (rate - low) / room


def _unbroken(known: Sequence[Day]) -> list[list[Day]]:
    """Days in runs without a day between that is missing."""
    runs = [[known[0]]]
    for before, day in pairwise(known):
        if (day.date - before.date).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _line(run: Sequence[Day], x: Callable[[Day], float], y: Scale) -> str:
    return "M" + "L".join(f"{_number(x(day))},{_number(y(day.smoothed.observed or 0.0))}" for day in run)


def _band(run: Sequence[Day], x: Callable[[Day], float], y: Scale) -> str:
    upper = [f"{_number(x(day))},{_number(y(day.smoothed.high or 0.0))}" for day in run]
    lower = [f"{_number(x(day))},{_number(y(day.smoothed.low or 0.0))}" for day in reversed(run)]
    return f"M{'L'.join([*upper, *lower])}Z"


def _mark(day: Day, x: Callable[[Day], float], y: Scale) -> Html:
    place = f"M{_number(x(day))},{_number(y(day.smoothed.observed or 0.0))}"
    return tag("path", class_=day.status, d=place + shape(day.status, is_above=day.telling.is_above))


def _number(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")
