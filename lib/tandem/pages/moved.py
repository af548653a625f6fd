"""Campaigns that moved from one quadrant to another, and what changed in that week."""

from __future__ import annotations

from tandem.pages.markup import Html, tag
from tandem.pages.numbers import money, share, short_day
from tandem.pages.signals import Move, Signals
from tandem.pages.summary import day
from tandem.pages.verdicts import glyph

MOST = 12  # lines
DOUBTFUL = 0.5  # probability under which a move is told as perhaps none


def moved_campaigns(signals: Signals, currency: str) -> Html | None:
    """One line per move of the last four weeks; None while there is no earlier verdict to compare with."""
    if not signals.weeks:
        return None
    ranked = sorted(signals.moves, key=lambda move: (-move.week_to.toordinal(), -(move.p_real or 0), move.name))
    more = len(ranked) - MOST
    lines = [_line(move, currency) for move in ranked[:MOST]]
    rest = tag("li", f"and {more} more.", class_="small") if more > 0 else None
    weeks = "the last week" if signals.weeks == 1 else f"the last {signals.weeks} weeks"
    return tag(
        "section",
        tag("h2", "Moved", id="moved"),
        tag("ul", lines, rest, class_="advice") if lines else tag("p", f"No campaign has moved in {weeks}."),
        aria_labelledby="moved",
    )


def _line(move: Move, currency: str) -> Html:
    return tag(
        "li",
        glyph(move.to_verdict),
        tag(
            "span",
            tag("strong", move.name),
            f": from {move.from_verdict} to ",
            tag("b", move.to_verdict),
            f" in the week to {day(move.week_to)}, {_sureness(move)}. {_changed(move, currency)}",
        ),
    )


def _sureness(move: Move) -> str:
    """How sure it is that a rate has moved, not only the verdict on it."""
    if move.p_real is None:
        return "too little history to say how sure"
    sure = f"{share(move.p_real)} sure to be real"
    since = f", most likely since {short_day(move.first_date)}" if move.first_date else ""
    return f"{sure}{since}" if move.p_real >= DOUBTFUL else f"only {sure}: it may be chance"


def _changed(move: Move, currency: str) -> str:
    """Spend and creatives of the week."""
    if move.spend is None:
        spent = "spend not known"
    elif move.spend_before is None:
        spent = f"spend {money(move.spend, currency)}, of the week before not known"
    else:
        spent = f"spend {money(move.spend, currency)} after {money(move.spend_before, currency)} the week before"
    if move.new_creatives is None:
        return f"That week: {spent}."
    fresh = {0: "no new creative", 1: "1 new creative"}.get(move.new_creatives, f"{move.new_creatives} new creatives")
    return f"That week: {spent}; {fresh}."
