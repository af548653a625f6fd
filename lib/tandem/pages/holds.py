"""Measures that are published as last approved, or as an owner decided, because days lie too far out of limits."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.pages.content import Estimate
from tandem.pages.hold import Hold
from tandem.pages.markup import Html, tag
from tandem.pages.numbers import interval, rate, short_day

HEADINGS = {
    "held": "Held until an owner decides",
    "corrected": "Corrected by an owner",
    "released": "Released by an owner",
}


def holds_section(holds: Sequence[Hold]) -> Html | None:
    """One line per measure by what became of it; None when nothing is so far out of limits."""
    if not holds:
        return None
    parts = [_part(status, [each for each in holds if each.status == status]) for status in HEADINGS]
    return tag(
        "section",
        tag("h2", "Held measures", id="held-measures"),
        [part for part in parts if part],
        tag(
            "p",
            "A rate so far out of its limits that chance does not explain it stays as last approved until an owner "
            "releases or corrects it (tandem hold). Its number is marked wherever it stands on this page.",
            class_="note",
        ),
        aria_labelledby="held-measures",
    )


def _part(status: str, holds: Sequence[Hold]) -> Html | None:
    lines = [
        tag("li", tag("span", tag("strong", f"{each.name or 'Whole company'}, {each.label}: "), _said(each)))
        for each in holds
    ]
    return tag("div", tag("h3", HEADINGS[status]), tag("ul", lines, class_="advice")) if lines else None


def _said(hold: Hold) -> str:
    out = f"far out of limits {_when(hold)}. Measured {rate(hold.measured)}, published"
    if hold.status == "held":
        return f"{out} {_approved(hold)}. To decide: {hold.answers}, on {hold.cell}."
    value = "as measured" if hold.status == "released" else rate(hold.value)
    decided = f" on {short_day(hold.decided)}" if hold.decided else ""
    return f"{out} {value}. Decided by {hold.owner}{decided}: {hold.reason}"


def _when(hold: Hold) -> str:
    if hold.since == hold.last_date:
        return f"on {short_day(hold.since)}"
    days = f"{hold.days} day{'' if hold.days == 1 else 's'} of this period"
    return f"since {short_day(hold.since)}, last on {short_day(hold.last_date)} ({days})"


def _approved(hold: Hold) -> str:
    """The value that stands instead, and what it is of."""
    if hold.value is None:
        return "nothing: no earlier period is known"
    if hold.owner:
        return f"{rate(hold.value)}, as {hold.owner} corrected it"
    ends = interval(Estimate(hold.value, hold.low, hold.high), "rate", "")
    period = f", of the period to {short_day(hold.approved_to)}" if hold.approved_to else ""
    return f"{rate(hold.value)}{f' ({ends})' if ends else ''}{period}"
