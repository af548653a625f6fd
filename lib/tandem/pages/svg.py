"""Charts as static inline SVG: no script, no font files, colours from the page's style sheet."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import vl_convert

from tandem.pages.markup import Html, tag

NOISE = re.compile(
    r' (?:xmlns(?::xlink)?="[^"]*"|aria-[a-z]+="[^"]*"|role="[^"]*"|pointer-events="[^"]*"|version="[^"]*"'
    r'|font-family="[^"]*"|opacity="1"|width="[\d.]+" height="[\d.]+"(?= viewBox))'
)
EMPTY = re.compile(r'<path class="(?:fore|back)ground"[^>]*?/>')
COUNTED_ID = re.compile(r"(?:clip|gradient)_?\d+")
LONG_NUMBER = re.compile(r"(\d+\.\d\d)\d+")


Rows = list[dict[str, Any]]


def named(rows: str) -> Any:
    """An altair chart of the rows that `inline_svg` is given under that name."""
    return alt.Chart(alt.NamedData(name=rows))


def inline_svg(chart: Any, rows: dict[str, Rows], *, name: str, title: str, description: str) -> Html:
    """`chart` as one SVG element with a title and a description for those who cannot see it."""
    styled = chart.configure(aria=False, background="transparent", font="sans-serif", **_config())
    # Rows join the specification last: altair would copy and check each of them at every layer.
    drawn = vl_convert.vegalite_to_svg({**styled.to_dict(validate=False), "datasets": rows})
    slim = _own_ids(LONG_NUMBER.sub(r"\1", EMPTY.sub("", NOISE.sub("", drawn))), name)
    words = tag("title", title, id=f"{name}-title") + tag("desc", description, id=f"{name}-desc")
    opening = f'<svg role="img" aria-labelledby="{name}-title {name}-desc"'
    head, body = slim.split(">", 1)
    return Html(head.replace("<svg", opening, 1) + ">" + words + body)


def _own_ids(drawn: str, name: str) -> str:
    """Ids numbered within the chart: the renderer numbers them by how much it has drawn before."""
    order = {id_: place for place, id_ in enumerate(dict.fromkeys(COUNTED_ID.findall(drawn)))}
    return COUNTED_ID.sub(lambda found: f"{name}-{order[found[0]]}", drawn)


def _config() -> dict[str, Any]:
    return {
        "view": alt.ViewConfig(stroke=None),
        "axis": alt.AxisConfig(
            labelColor="var(--muted)",
            titleColor="var(--ink)",
            titleFontWeight=600,
            titleFontSize=13,
            labelFontSize=12,
            gridColor="var(--hair)",
            domain=False,
            tickColor="var(--hair)",
        ),
    }
