"""The quadrant figure and the campaign table."""

from __future__ import annotations

from math import log

from tandem.pages.content import VERDICTS, Campaign, Estimate, PageContent
from tandem.pages.markup import Html, column, join, table, tag
from tandem.pages.numbers import ABSENT, count, interval, money, needed, rate, ratio, share
from tandem.pages.quadrant_chart import draw_quadrants
from tandem.pages.summary import campaigns_shown
from tandem.pages.verdicts import css_name, glyph

BAR_REACH = 3.0  # an index bar reaches from 1/3 to 3
HEADS = (
    ("Impressions", True),
    ("Clicks", True),
    ("CTR", True),
    ("CTR index", True),
    ("CR", True),
    ("CR index", True),
    ("Conversions", True),
    ("Revenue", True),
    ("Spend", True),
    ("ROAS", True),
    ("Still needed", False),
)


def quadrant_figure(content: PageContent) -> Html | None:
    """Both sizes of the quadrant chart, its key and how to read it."""
    wide = draw_quadrants(content.campaigns, width=1020, height=560, name="quadrants")
    if wide is None:
        return None
    narrow = draw_quadrants(content.campaigns, width=300, height=380, name="quadrants-narrow")
    sized = "spend" if any(each.spend for each in content.campaigns) else "impressions"
    caption = (
        "An index of 1 is the rate that a campaign's peers lead one to expect; both axes are logarithmic. "
        f"Crosses are 90% intervals, areas follow {sized}. Names stand where there is a verdict and room."
    )
    return tag(
        "section",
        tag("h2", "Click and conversion, read together", id="quadrants-head"),
        tag(
            "figure",
            _key(content),
            tag("div", wide, class_="wide"),
            tag("div", narrow, class_="narrow"),
            tag("figcaption", caption),
            class_="card",
        ),
        aria_labelledby="quadrants-head",
    )


def campaign_table(content: PageContent) -> Html | None:
    """Every campaign shown, verdicts first, the largest of each first."""
    if not content.campaigns:
        return None
    head = [column("Campaign"), column("Channel"), column("Verdict")]
    head += [column(label, number=number) for label, number in HEADS]
    ranked = sorted(content.campaigns, key=_rank)
    caption = (
        "CTR is ad clicks out of impressions, CR converting clicks out of clicks, both smoothed, with 90% intervals. "
        "Bars show an index and its interval from ⅓ to 3 on a logarithmic scale; the line marks 1. "
        f"Conversions, revenue and ROAS are credited by the model “{content.credit_model}”, by day of the conversion."
    )
    return tag(
        "section",
        tag("h2", "Campaigns", id="campaigns"),
        tag("p", f"{campaigns_shown(content)}. {caption}", class_="note"),
        table(
            head,
            [_row(each, content.currency) for each in ranked],
            caption="Campaigns with verdict, rates, returns and what is still needed",
            class_="campaigns",
        ),
        class_="landscape",
        aria_labelledby="campaigns",
    )


def _rank(each: Campaign) -> tuple[object, ...]:
    return VERDICTS.index(each.verdict), -(each.spend or 0), -(each.impressions or 0), each.campaign_id


def _key(content: PageContent) -> Html:
    items = [
        tag("li", glyph(verdict), f"{verdict.capitalize()} ", tag("b", str(content.verdicts.get(verdict, 0))))
        for verdict in VERDICTS
    ]
    return tag("ul", items, class_="key", aria_label="Verdicts and how many campaigns have them")


def _row(each: Campaign, currency: str) -> Html:
    unreported = each.spend is None
    partial = not unreported and each.spend_completeness is not None and each.spend_completeness < 1
    spend_note = f"{share(each.spend_completeness)} in" if partial else ""
    return tag(
        "tr",
        tag("th", each.name, tag("small", each.campaign_id) if each.campaign_id != each.name else None, scope="row"),
        tag("td", each.channel, class_="word"),
        tag(
            "td",
            tag("span", glyph(each.verdict), each.verdict, class_="verdict"),
            class_="word",
            title=each.why or None,
        ),
        _cell(count(each.impressions)),
        _cell(count(each.ad_clicks)),
        _cell(rate(each.ctr.value), interval(each.ctr, "rate", currency)),
        _index_cell(each.ctr_index, each.ctr_axis),
        _cell(rate(each.cr.value), interval(each.cr, "rate", currency)),
        _index_cell(each.cr_index, each.cr_axis),
        _cell(ABSENT if each.conversions is None else f"{each.conversions:,.1f}"),
        _cell(money(each.revenue, currency)),
        _cell("not reported" if unreported else money(each.spend, currency), spend_note),
        _cell(ratio(each.roas.value), interval(each.roas, "ratio", currency)),
        tag("td", needed(each.needed_impressions, each.needed_clicks) or ABSENT, class_="word small"),
    )


def _cell(value: str, below: str = "") -> Html:
    return tag("td", value, tag("small", below) if below else None, class_="number")


def _index_cell(index: Estimate, axis: str) -> Html:
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
