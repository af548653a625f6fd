"""The quadrant figure and the campaign table."""

from __future__ import annotations

from tandem.pages.cells import index_cell, number_cell, verdict_cell
from tandem.pages.content import NO_RATES, VERDICTS, Campaign, Judgements, PageContent
from tandem.pages.markup import Html, column, table, tag
from tandem.pages.numbers import ABSENT, count, doubt_and_mark, interval, money, needed, rate, ratio, share
from tandem.pages.quadrant_chart import draw_quadrants
from tandem.pages.summary import campaigns_shown
from tandem.pages.trails import MOST
from tandem.pages.verdicts import glyph

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


def quadrant_figure(content: Judgements) -> Html | None:
    """Both sizes of the quadrant chart, its key and how to read it."""
    wide = draw_quadrants(content.campaigns, width=1020, height=560, name="quadrants", noun=content.noun)
    if wide is None:
        return None
    narrow = draw_quadrants(content.campaigns, width=300, height=380, name="quadrants-narrow", noun=content.noun)
    sized = "spend" if any(each.spend for each in content.campaigns) else "impressions"
    caption = (
        "An index of 1 is the rate that peers lead one to expect; both axes are logarithmic. "
        f"Ellipses reach to the ends of both 90% intervals, areas follow {sized}. "
        "Names stand where there is a verdict and room."
    )
    if any(each.path for each in content.campaigns):
        caption += f" Dashed lines: the way of campaigns that moved, week by week, at most {MOST} of the largest."
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
    ranked = sorted(content.campaigns, key=rank)
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
            [row for each in ranked for row in (_row(each, content.currency), *_brief(each, len(head)))],
            caption="Campaigns with verdict, rates, returns and what is still needed",
            class_="campaigns",
        ),
        class_="landscape",
        aria_labelledby="campaigns",
    )


def rank(each: Campaign) -> tuple[object, ...]:
    """By verdict, then the largest first."""
    return VERDICTS.index(each.verdict), -(each.spend or 0), -(each.impressions or 0), each.campaign_id


def _key(content: Judgements) -> Html:
    items = [
        tag("li", glyph(verdict), f"{verdict.capitalize()} ", tag("b", count(content.verdicts.get(verdict, 0))))
        for verdict in VERDICTS
        if verdict != NO_RATES or NO_RATES in content.verdicts
    ]
    return tag("ul", items, class_="key", aria_label="Verdicts and how many campaigns have them")


def _brief(each: Campaign, columns: int) -> list[Html]:
    """What the campaign's first causes are, below its numbers."""
    return [tag("tr", tag("td", tag("p", each.brief), colspan=columns), class_="brief")] if each.brief else []


def _row(each: Campaign, currency: str) -> Html:
    unreported = each.spend is None
    partial = not unreported and each.spend_completeness is not None and each.spend_completeness < 1
    spend_note = f"{share(each.spend_completeness)} in" if partial else ""
    return tag(
        "tr",
        tag("th", each.name, tag("small", each.campaign_id) if each.campaign_id != each.name else None, scope="row"),
        tag("td", each.channel, class_="word"),
        verdict_cell(each.verdict, each.why),
        number_cell(count(each.impressions)),
        number_cell(count(each.ad_clicks)),
        number_cell(rate(each.ctr.value), doubt_and_mark(each.ctr, "rate", currency)),
        index_cell(each.ctr_index, each.ctr_axis),
        number_cell(rate(each.cr.value), doubt_and_mark(each.cr, "rate", currency)),
        index_cell(each.cr_index, each.cr_axis),
        number_cell(ABSENT if each.conversions is None else f"{each.conversions:,.1f}"),
        number_cell(money(each.revenue, currency)),
        number_cell("not reported" if unreported else money(each.spend, currency), spend_note),
        number_cell(ratio(each.roas.value), interval(each.roas, "ratio", currency)),
        tag("td", needed(each.needed_impressions, each.needed_clicks) or ABSENT, class_="word small"),
    )
