"""The quadrant chart: CTR index against CR index, each with its doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import log, sqrt
from typing import Any

import altair as alt

from tandem.pages.content import VERDICTS, Campaign, Estimate
from tandem.pages.ellipses import ellipse
from tandem.pages.labels import LINE, Box, Label, Point, place_labels
from tandem.pages.markup import Html
from tandem.pages.svg import Rows, inline_svg, named
from tandem.pages.trails import trail_layers, trails
from tandem.pages.verdicts import LOOKS, css_name

TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100]
CORNERS = {"precision": (0, 0), "harmony": (1, 0), "struggle": (0, 1), "seduction": (1, 1)}
MANY = 40  # ellipses, from which they are drawn fainter
SMALLEST, LARGEST = 60.0, 700.0  # area of a mark, square pixels


@dataclass(frozen=True)
class Plot:
    """Size in pixels, and how far each axis reaches from 1 in either direction."""

    width: int
    height: int
    reach_x: float
    reach_y: float

    @property
    def is_wide(self) -> bool:
        """There is room for whole sentences."""
        return self.width > 600

    def x(self, index: float) -> float:
        """Pixels from the left."""
        return self.width / 2 * (1 + log(index) / log(self.reach_x))

    def y(self, index: float) -> float:
        """Pixels from the top."""
        return self.height / 2 * (1 - log(index) / log(self.reach_y))


def draw_quadrants(
    campaigns: Sequence[Campaign], *, width: int, height: int, name: str, noun: str = "campaign"
) -> Html | None:
    """The chart of all campaigns whose two indexes are known; None when there is none."""
    shown = [each for each in campaigns if _positive(each.ctr_index) and _positive(each.cr_index)]
    if not shown:
        return None
    plot = Plot(width, height, _reach(each.ctr_index for each in shown), _reach(each.cr_index for each in shown))
    areas = mark_areas(shown)
    marks = [_mark(each, area) for each, area in zip(shown, areas, strict=True)]
    rows: dict[str, Rows] = {
        "one": [{"x": 1, "y": 1}],
        "ellipses": [corner for each in shown for corner in ellipse(each)],
        "trails": trails(shown),
        "marks": sorted(marks, key=lambda mark: (mark["decided"], -mark["area"])),
        "labels": [asdict(label) for label in _place(shown, areas, plot)],
        "corners": _corners(plot),
    }
    ways = trail_layers(_x(plot), _y(plot), _color()) if rows["trails"] else []
    chart = alt.layer(*_ground(plot), _doubt(plot, len(shown)), *ways, _marks(plot), _labels(), _corner_words())
    return inline_svg(
        chart.properties(width=width, height=height),
        rows,
        name=name,
        title=f"{noun.capitalize()}s by click-through index and conversion index",
        description=_description(shown, noun),
    )


def mark_areas(campaigns: Sequence[Campaign]) -> list[float]:
    """Area of each mark in square pixels: by spend where any is known, else by impressions."""
    by_spend = any(each.spend for each in campaigns)
    weights = [(each.spend if by_spend else each.impressions) or 0.0 for each in campaigns]
    most = max(weights) or 1.0
    return [SMALLEST + (LARGEST - SMALLEST) * weight / most for weight in weights]


def _ground(plot: Plot) -> list[Any]:
    """The two lines on which an index is 1, under labelled axes."""
    line = named("one").mark_rule(color="var(--muted)", strokeWidth=1)
    return [line.encode(x=_x(plot)), line.encode(y=_y(plot))]


def _doubt(plot: Plot, ellipses: int) -> Any:
    """The 90 % intervals, cut at the edge of the plot; only those with a verdict are filled, the fewer the stronger."""
    fill, line = min(0.12, 1.5 / max(ellipses, 1)), (0.22, 0.75) if ellipses <= MANY else (0.12, 0.4)
    closed = named("ellipses").mark_line(clip=True, strokeWidth=1, interpolate="linear-closed")
    return closed.encode(
        x=_x(plot),
        y=_y(plot),
        order="step:Q",
        detail="id:N",
        color=_color(),
        fill=alt.Fill("verdict:N", scale=_colors(), legend=None),
        fillOpacity=alt.FillOpacity("decided:Q", scale=alt.Scale(domain=[0, 1], range=[0, fill]), legend=None),
        strokeOpacity=alt.StrokeOpacity("decided:Q", scale=alt.Scale(domain=[0, 1], range=line), legend=None),
    )


def _marks(plot: Plot) -> Any:
    shapes = alt.Scale(domain=list(VERDICTS), range=[LOOKS[verdict].path for verdict in VERDICTS])
    marks = named("marks").mark_point(filled=True, opacity=1, stroke="var(--card)", strokeWidth=1)
    size = alt.Size("area:Q", scale=None, legend=None)
    shape = alt.Shape("verdict:N", scale=shapes, legend=None)
    return marks.encode(x=_x(plot), y=_y(plot), color=_color(), size=size, shape=shape)


def _labels() -> Any:
    names = named("labels").mark_text(align="left", baseline="middle", fontSize=11.5, color="var(--ink)")
    return names.encode(text="name:N", x=_pixels("x"), y=_pixels("y"))


def _corner_words() -> Any:
    """The four names with their advice."""
    words = named("corners").mark_text(baseline="middle", fontSize=12, align=_from_row("align"))
    words.mark.fontWeight, words.mark.color = _from_row("weight"), _from_row("color")
    return words.encode(text="text:N", x=_pixels("x"), y=_pixels("y"))


def _corners(plot: Plot) -> Rows:
    """The words of each corner at their pixel: the name, and the advice where there is room."""
    rows: Rows = []
    for verdict, (right, bottom) in CORNERS.items():
        x, align = (plot.width - 8, "right") if right else (8, "left")
        y = plot.height - (26 if plot.is_wide else 12) if bottom else 12
        place = {"x": x, "align": align}
        rows.append({**place, "y": y, "text": verdict.capitalize(), "weight": 700, "color": f"var(--{verdict})"})
        if plot.is_wide:
            rows.append({**place, "y": y + 16, "text": LOOKS[verdict].advice, "weight": 400, "color": "var(--muted)"})
    return rows


def _place(shown: Sequence[Campaign], areas: Sequence[float], plot: Plot) -> list[Label]:
    points = [
        Point(
            _shortened(each.name, plot), plot.x(_value(each.ctr_index)), plot.y(_value(each.cr_index)), sqrt(area) / 2
        )
        for each, area in zip(shown, areas, strict=True)
    ]
    ranked = sorted(zip(shown, points, strict=True), key=lambda pair: (-pair[1].radius, pair[0].campaign_id))
    decided = [point for each, point in ranked if each.verdict != "undecided"]
    waiting = [point for each, point in ranked if each.verdict == "undecided"]
    return place_labels(decided, waiting, _corner_boxes(plot), width=plot.width, height=plot.height)


def _corner_boxes(plot: Plot) -> list[Box]:
    boxes = []
    for verdict, (right, bottom) in CORNERS.items():
        words, high = (LOOKS[verdict].advice, 2.6 * LINE) if plot.is_wide else (verdict, 1.6 * LINE)
        wide = 6.5 * len(words)
        left, top = right * (plot.width - wide - 8), bottom * (plot.height - high)
        boxes.append(Box(left, top, left + wide + 8, top + high))
    return boxes


def _mark(each: Campaign, area: float) -> dict[str, Any]:
    return {
        "x": each.ctr_index.value,
        "y": each.cr_index.value,
        "verdict": each.verdict,
        "decided": int(each.verdict != "undecided"),
        "area": area,
    }


def _x(plot: Plot) -> alt.X:
    axis = _axis(plot.reach_x, "CTR index: clicks drawn, against peers", plot.width)
    return alt.X("x:Q", scale=_scale(plot.reach_x), axis=axis)


def _y(plot: Plot) -> alt.Y:
    axis = _axis(plot.reach_y, "CR index: clicks that convert, against peers", plot.height)
    return alt.Y("y:Q", scale=_scale(plot.reach_y), axis=axis)


def _scale(reach: float) -> alt.Scale:
    return alt.Scale(type="log", domain=[1 / reach, reach], nice=False)


def _axis(reach: float, title: str, pixels: int) -> alt.Axis:
    within = [tick for tick in TICKS if 1 / reach <= tick <= reach]
    if len(within) * 45 > pixels:
        within = [tick for tick in within if tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)]
    return alt.Axis(title=title, values=within, format="~g", tickSize=0, labelPadding=6, titlePadding=10)


def _pixels(column: str) -> alt.X:
    return alt.X(f"{column}:Q", scale=None, axis=None)


def _from_row(column: str) -> alt.ExprRef:
    return alt.ExprRef(f"datum.{column}")


def _color() -> alt.Color:
    return alt.Color("verdict:N", scale=_colors(), legend=None)


def _colors() -> alt.Scale:
    return alt.Scale(domain=list(VERDICTS), range=[f"var(--{css_name(verdict)})" for verdict in VERDICTS])


def _reach(estimates: Any) -> float:
    farthest = max(abs(log(_value(each))) for each in estimates)
    return float(max(2.0, 2.718281828 ** (farthest * 1.25)))


def _shortened(name: str, plot: Plot) -> str:
    most = 30 if plot.is_wide else 16
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _value(estimate: Estimate) -> float:
    return estimate.value or 1.0


def _positive(estimate: Estimate) -> bool:
    return estimate.value is not None and estimate.value > 0


def _description(shown: Sequence[Campaign], noun: str) -> str:
    counts = ((verdict, sum(each.verdict == verdict for each in shown)) for verdict in VERDICTS)
    listed = ", ".join(f"{number} {verdict}" for verdict, number in counts if number)
    return (
        "Right of 1 the ad draws more clicks than its peers lead one to expect, above 1 more of its clicks become "
        f"customers. {len(shown)} {noun}s: {listed}. The table of {noun}s holds every number."
    )
