"""One line on what the night changed in credit that was told before."""

from __future__ import annotations

from tandem.pages.content import NEW_CONVERSION, PageContent, Restated
from tandem.pages.markup import Html, tag
from tandem.pages.numbers import MINUS, channel_name

REASONS = {
    "late_touch": "late touches",
    "people": "people merged or split",
    "refund": "refunds",
    "touch_set_aside": "touches set aside",
    "consent_withdrawn": "consent taken back",
    "touch_gone": "touches that are part of another visit now",
    "touch_changed": "touches whose channel changed",
    "conversion_set_aside": "conversions set aside",
    "funnel_event": "leads or other funnel events that came or went",
    "value": "orders whose value changed",
    "computed_anew": "a changed definition or setting, or days computed anew",
}
LEAST = 0.05  # conversions; what moved less is told as none


def restated_note(content: PageContent) -> Html | None:
    """How many conversions are new, of how many the credit changed and why, and which channel that moved most."""
    told = content.restated
    return None if told is None else tag("p", f"Tonight {_new(told)}; {_changed(told)}", class_="note")


def _new(told: Restated) -> str:
    new = told.conversions.get(NEW_CONVERSION, 0)
    return f"{new:,} conversion is new" if new == 1 else f"{new:,} conversions are new"


def _changed(told: Restated) -> str:
    earlier = {reason: many for reason, many in told.conversions.items() if reason != NEW_CONVERSION}
    if not earlier:
        return "no earlier credit changed."
    ranked = sorted(earlier.items(), key=lambda each: (-each[1], each[0]))
    why = ", ".join(f"{REASONS.get(reason, reason)}: {many:,}" for reason, many in ranked)
    return f"of {sum(earlier.values()):,} earlier ones the credit changed ({why}).{_most(told)}"


def _most(told: Restated) -> str:
    channel, moved = max(told.moved.items(), key=lambda each: (abs(each[1]), each[0]), default=("", 0.0))
    if abs(moved) < LEAST:
        return " No channel's sum moved."
    sign = MINUS if moved < 0 else "+"
    return f" Most moved {channel_name(channel)}, by {sign}{abs(moved):,.1f} conversions."
