"""Leads by channel and campaign: how many, how good, how fast, and what they bring; one table each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tandem.pages.cells import number_cell
from tandem.pages.content import Estimate
from tandem.pages.lead import Lead
from tandem.pages.markup import Html, column, table, tag
from tandem.pages.numbers import ABSENT, EN_DASH, channel_name, count, interval, money, rate, share

MOST = 12  # campaigns
HEADS = ("Leads", "Click to lead", "Qualified", "Qualified to sale", "Days to qualified", "Days to sale",
         "Worth of a lead", "Velocity a day")  # fmt: skip
NOTE = (
    "Rates are projected: of the leads of the period, those that have got so far and those still to come, by the pace "
    "of older leads; below, their 90% interval and what has been seen. Days are the median, its interval where it "
    "spans more than one, and when nine of ten are through. Velocity is leads times worth of a sale times share won, "
    "over the mean days from lead to sale. A lead belongs to the last touch before it that was not direct."
)

Steps = Mapping[str, Lead]


def leads_section(leads: Sequence[Lead], currency: str) -> Html | None:
    """Channels with the company below, then the campaigns with most leads; None where there are no leads."""
    by_entity: dict[tuple[str, str], dict[str, Lead]] = {}
    for each in leads:
        by_entity.setdefault((each.level, each.entity), {})[each.step] = each
    told = {key: steps for key, steps in by_entity.items() if "whole" in steps}
    channels, campaigns = (_ranked(told, level) for level in ("channel", "campaign"))
    if not channels:
        return None
    company = told.get(("company", ""))
    foot = _row("All", company, currency) if company else None
    shown = campaigns[:MOST]
    parts = [
        _table(channels, f"Leads of {len(channels)} channels", "Channel", currency, foot),
        _table(shown, f"{len(shown)} of {len(campaigns)} campaigns, most leads first", "Campaign", currency)
        if shown
        else None,
    ]
    return tag("section", tag("h2", "Leads", id="leads"), tag("p", NOTE, class_="note"), parts, aria_labelledby="leads")


def _ranked(told: Mapping[tuple[str, str], Steps], level: str) -> list[Steps]:
    """Those of one level, most leads first."""
    found = [steps for key, steps in told.items() if key[0] == level]
    return sorted(found, key=lambda steps: (-steps["whole"].size, steps["whole"].name))


def _table(entities: Sequence[Steps], caption: str, head: str, currency: str, foot: Html | None = None) -> Html:
    heads = [column(head), *(column(text, number=True) for text in HEADS)]
    rows = [_row(channel_name(steps["whole"].name), steps, currency) for steps in entities]
    return table(heads, rows, caption=caption, class_="leads", foot=foot)


def _row(name: str, steps: Steps, currency: str) -> Html:
    whole = steps["whole"]
    pace = Estimate(whole.velocity, whole.velocity_low, whole.velocity_high)
    worth = Estimate(whole.value_per_lead, whole.value_per_lead_low, whole.value_per_lead_high)
    return tag(
        "tr",
        tag("th", name, scope="row"),
        number_cell(count(whole.size)),
        _rate(steps.get("lead")),
        _rate(steps.get("qualified")),
        _rate(steps.get("sale")),
        _days(steps.get("qualified")),
        _days(whole),
        number_cell(money(whole.value_per_lead, currency), interval(worth, "money", currency)),
        number_cell(money(whole.velocity, currency), interval(pace, "money", currency)),
    )


def _rate(step: Lead | None) -> Html:
    if step is None:
        return number_cell(ABSENT)
    ends = interval(Estimate(step.smoothed, step.low, step.high), "rate", "")
    seen = "" if step.completeness == 1 else f"; seen {rate(step.observed)}, {share(step.completeness)} in"
    return number_cell(rate(step.smoothed), f"{ends}{seen}")


def _days(step: Lead | None) -> Html:
    if step is None or step.lag_median_days is None or step.lag_nine_tenths_days is None:
        return number_cell(ABSENT)
    low, high, late = step.lag_median_days_low, step.lag_median_days_high, step.lag_nine_tenths_days
    ends = "" if low is None or high is None or low == high else f"{low:g}{EN_DASH}{high:g}; "
    return number_cell(f"{step.lag_median_days:g}", f"{ends}nine of ten: {late:g}")
