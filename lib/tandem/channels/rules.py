"""The rule table of a definition of channels, read once for Spark and for plain Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from tandem.definitions import Definition
from tandem.errors import DefinitionError

WORDS = ("source", "medium", "campaign")


@dataclass(frozen=True)
class Condition:
    """The whole of one word, in lower case, matches; false where the word is not known."""

    word: str  # source, medium or campaign
    pattern: str


@dataclass(frozen=True)
class Rule:
    """Holds where every condition of `all` does, and one of `any` where there are some."""

    channel: str
    all: tuple[Condition, ...]
    any: tuple[Condition, ...]


@dataclass(frozen=True)
class ChannelRules:
    """Rules in order, of which the first that holds wins, and what tells source and medium where no tag does."""

    rules: tuple[Rule, ...]
    otherwise: str
    sites: Mapping[str, str]  # kind of site -> pattern of sources
    assistants: str  # pattern of hosts
    click_ids: Mapping[str, Mapping[str, str]]  # parameter -> its source and medium, the first that is there wins


def read_channels(definition: Definition) -> ChannelRules:
    """The rules of a definition.

    Raises DefinitionError when a part is missing, a rule uses a word that does not exist, or a pattern is none.
    """
    body, path = definition.body, definition.path
    parts = ("sites", "rules", "otherwise", "click_ids", "assistants")
    if missing := [part for part in parts if not body.get(part)]:
        raise DefinitionError(f"{path}: missing {', '.join(missing)}; channels are told by {', '.join(parts)}")
    sites = {kind: _joined(patterns, f"{path}: sites: {kind}") for kind, patterns in body["sites"].items()}
    return ChannelRules(
        rules=tuple(_rule(rule, sites, f"{path}: rules") for rule in body["rules"]),
        otherwise=body["otherwise"],
        sites=sites,
        assistants=_joined(body["assistants"], f"{path}: assistants"),
        click_ids=body["click_ids"],
    )


def whole(pattern: str) -> str:
    """A pattern of the whole of a text."""
    return f"^(?:{pattern})$"


@lru_cache(maxsize=100_000)  # many visits have few different sources, and a list of sites is long
def matches(text: str | None, pattern: str) -> bool:
    """The whole of `text` matches; false for none, so that a rule never turns unknown."""
    return text is not None and _compiled(pattern).search(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(whole(pattern), re.ASCII)


def _rule(rule: Mapping[str, Any], sites: Mapping[str, str], where: str) -> Rule:
    every, some = (tuple(_condition(each, sites, where) for each in rule.get(kind, ())) for kind in ("all", "any"))
    return Rule(rule["channel"], every, some)


def _condition(condition: Mapping[str, str], sites: Mapping[str, str], where: str) -> Condition:
    ((word, wanted),) = condition.items()
    if word == "site" and wanted in sites:
        return Condition("source", sites[wanted])
    if word in WORDS:
        return Condition(word, _joined([wanted], where))
    raise DefinitionError(
        f"{where}: {word}: {wanted}; allowed: {', '.join(WORDS)}, or site with one of {', '.join(sites)}"
    )


def _joined(patterns: list[str], where: str) -> str:
    """One pattern of several."""
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise DefinitionError(f"{where}: {pattern!r} is no regular expression: {error}") from error
    return "|".join(patterns)
