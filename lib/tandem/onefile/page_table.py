"""The table of the page: every arm shown, tinted where an axis is decided."""

from __future__ import annotations

from collections.abc import Callable

from tandem.onefile.arms import Arms
from tandem.pages.campaigns import rank
from tandem.pages.cells import index_cell, number_cell, verdict_cell
from tandem.pages.content import Campaign, Judgements
from tandem.pages.markup import Html, column, table, tag
from tandem.pages.numbers import ABSENT, count, interval, needed, rate, ratio
from tandem.pages.summary import campaigns_shown

Cell = Callable[[Campaign], Html]

CAPTION = (
    "CTR is clicks out of impressions, CR conversions out of clicks, both smoothed, with 90% intervals. "
    "Bars show an index and its interval from ⅓ to 3 on a logarithmic scale; the line marks 1."
)


def arm_table(content: Judgements, arms: Arms) -> Html:
    """One row per arm, verdicts first, the largest of each first; columns for what the file tells."""
    columns = _columns(arms)
    head = [column(content.noun.capitalize()), *(column(label, number=number) for label, number, _ in columns)]
    rows = [
        tag("tr", tag("th", each.name, scope="row"), [cell(each) for _, _, cell in columns])
        for each in sorted(content.campaigns, key=rank)
    ]
    return tag(
        "section",
        tag("h2", f"{content.noun.capitalize()}s", id="arms"),
        tag("p", f"{campaigns_shown(content)}. {CAPTION}", class_="note"),
        table(head, rows, caption=f"{content.noun.capitalize()}s with verdict, rates and need", class_="campaigns"),
        class_="landscape",
        aria_labelledby="arms",
    )


def _columns(arms: Arms) -> list[tuple[str, bool, Cell]]:
    """Head, whether it is a number, and cell of each column."""
    channel: list[tuple[str, bool, Cell]] = [("Channel", False, lambda e: tag("td", e.channel, class_="word"))]
    spend: list[tuple[str, bool, Cell]] = [("Spend", True, lambda e: number_cell(_amount(e.spend)))]
    value: list[tuple[str, bool, Cell]] = [("Value", True, lambda e: number_cell(_amount(e.revenue)))]
    returned: list[tuple[str, bool, Cell]] = [("Value / spend", True, lambda e: number_cell(ratio(e.roas.value)))]
    return [
        *(channel if arms.has_channels else []),
        ("Verdict", False, lambda e: verdict_cell(e.verdict)),
        ("Impressions", True, lambda e: number_cell(count(e.impressions))),
        ("Clicks", True, lambda e: number_cell(count(e.ad_clicks))),
        ("CTR", True, lambda e: number_cell(rate(e.ctr.value), interval(e.ctr, "rate", ""))),
        ("CTR index", True, lambda e: index_cell(e.ctr_index, e.ctr_axis)),
        ("CR", True, lambda e: number_cell(rate(e.cr.value), interval(e.cr, "rate", ""))),
        ("CR index", True, lambda e: index_cell(e.cr_index, e.cr_axis)),
        ("Conversions", True, lambda e: number_cell(f"{e.conversions:,.10g}")),
        *(spend if arms.spend is not None else []),
        *(value if arms.value is not None else []),
        *(returned if arms.spend is not None and arms.value is not None else []),
        ("Still needed", False, _still_needed),
    ]


def _still_needed(each: Campaign) -> Html:
    return tag("td", needed(each.needed_impressions, each.needed_clicks) or ABSENT, class_="word small")


def _amount(value: float | None) -> str:
    """In the file's own currency, which it does not name."""
    return ABSENT if value is None else f"{value:,.2f}"
