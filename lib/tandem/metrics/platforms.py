"""What conf/platforms.yml says of each ad platform's counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tandem.definitions import Definition
from tandem.errors import DefinitionError

BASES = ("served", "rendered", "viewable")
WORDS = {"counts": BASES, "invalid": ("filtered", "counted"), "double_clicks": ("once", "all")}
WORDS |= {"clicks": ("leading", "all")}
LONGEST_S = 8 * 3600  # an impression is compared with those of the day before, wherever the account's day begins
STATED = {*WORDS, "is_in_view", "once_within_s", "says", "source"}


@dataclass(frozen=True)
class Platform:
    """How one platform counts."""

    counts: str  # served, rendered or viewable
    once_within_s: int | None  # the same ad on the same device counts once within so many seconds
    has_invalid: bool  # traffic that Tandem sets aside is in its counts
    has_double_clicks: bool  # so are second clicks within seconds
    has_all_clicks: bool  # and clicks that lead nowhere


@dataclass(frozen=True)
class Platforms:
    """The basis of comparison, and how each platform counts, by name."""

    common: str
    by_name: Mapping[str, Platform]


def read_platforms(definition: Definition) -> Platforms:
    """The platforms of a definition. Raises DefinitionError for a word that is not known or a part that is missing."""
    common = _word("common", definition.body.get("common"), BASES, definition)
    stated = definition.body.get("platforms") or {}
    return Platforms(common, {name: _platform(name, each, definition) for name, each in stated.items()})


def _platform(name: str, stated: Any, definition: Definition) -> Platform:
    where = f"platforms.{name}"
    if not isinstance(stated, dict) or stated.keys() != STATED:
        differ = sorted(STATED ^ set(stated if isinstance(stated, dict) else ()))
        raise DefinitionError(f"{definition.path}: {where}: {', '.join(differ)} missing or unknown")
    words = {key: _word(f"{where}.{key}", stated[key], allowed, definition) for key, allowed in WORDS.items()}
    once = stated["once_within_s"]
    if once is not None and not (type(once) is int and 0 < once <= LONGEST_S):
        raise DefinitionError(
            f"{definition.path}: {where}.once_within_s is {once!r}, expected null or seconds up to {LONGEST_S}"
        )
    return Platform(
        counts=words["counts"],
        once_within_s=once,
        has_invalid=words["invalid"] == "counted",
        has_double_clicks=words["double_clicks"] == "all",
        has_all_clicks=words["clicks"] == "all",
    )


def _word(where: str, given: Any, allowed: tuple[str, ...], definition: Definition) -> str:
    if given not in allowed:
        raise DefinitionError(f"{definition.path}: {where} is {given!r}, expected {' or '.join(allowed)}")
    return str(given)
