"""What brought a visit, as plain text: the rules of `tandem.clean.marks` and `tandem.clean.channels` in Python."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from tandem.addresses import decoded, host_of, parameter, parameters_of, query_of
from tandem.channels.rules import ChannelRules, Rule, matches

DIRECT = "Direct"  # the channel of a visit that nothing marks


class Stated(NamedTuple):
    """What an address and its referrer state, whatever the definition: text in lower case, None where nothing is."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    click_ids: tuple[str, ...] = ()  # parameters of ad platforms that the address has
    referrer: str | None = None  # host of the page before, None when it is the site's own


class Marks(NamedTuple):
    """What the rules are asked: text in lower case, None where nothing is known."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None


def stated_by(url: str, referrer: str, click_ids: Collection[str]) -> Stated:
    """What the address of a page and its referrer state; `click_ids` are the parameters to look for."""
    parameters = parameters_of(query_of(url))
    source, medium, campaign = (
        folded(decoded(parameter(parameters, f"utm_{word}") or "")) for word in ("source", "medium", "campaign")
    )
    clicked = tuple(kind for kind in click_ids if parameter(parameters, kind))
    before = host_of(referrer)
    return Stated(source, medium, campaign, clicked, None if before == host_of(url) else before)


def marks_of(stated: Stated, rules: ChannelRules) -> Marks:
    """Source and medium as tagged, else as the click id tells, else as the referrer tells; campaign as tagged."""
    if stated.source or stated.medium:
        return Marks(stated.source, stated.medium, stated.campaign)
    if kind := next((kind for kind in rules.click_ids if kind in stated.click_ids), None):
        told = rules.click_ids[kind]
        return Marks(told["source"], told["medium"], stated.campaign)
    return Marks(stated.referrer, medium_of(stated.referrer, rules), stated.campaign)


def medium_of(host: str | None, rules: ChannelRules) -> str | None:
    """`ai-assistant`, `organic` or `referral`; None without a referrer."""
    if host is None or matches(host, rules.assistants):
        return None if host is None else "ai-assistant"
    return "organic" if matches(host, rules.sites["search"]) else "referral"


def channel_of(marks: Marks, rules: ChannelRules) -> str:
    """The channel of the first rule that holds; Direct where nothing is known."""
    if marks == Marks():
        return DIRECT
    return next((rule.channel for rule in rules.rules if _holds(rule, marks)), rules.otherwise)


def folded(value: str) -> str | None:
    """A tag in lower case, so that `Google` and `google` are one source."""
    return value.lower().strip(" ") or None


def _holds(rule: Rule, marks: Marks) -> bool:
    every = all(matches(getattr(marks, each.word), each.pattern) for each in rule.all)
    return every and (not rule.any or any(matches(getattr(marks, each.word), each.pattern) for each in rule.any))
