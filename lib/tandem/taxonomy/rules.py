"""What a link may say: the allowed names with their aliases, vendors, campaign names and agencies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from tandem.definitions import Definition
from tandem.errors import DefinitionError

KEYS = ("required", "optional", "sources", "mediums", "campaign", "agencies", "click_ids")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Names:
    """Allowed values of one tag: spelling by alias, and what each belongs to."""

    allowed: Mapping[str, Mapping[str, Any]]
    spelled: Mapping[str, str]  # alias -> allowed value
    compared: dict[str, str | None] = field(default_factory=dict)  # a misspelling comes often, and comparing is slow

    def named(self, value: str) -> str | None:
        """The allowed name meant by `value`, in whatever letters; None when it is none of them."""
        folded = value.strip().lower()
        return folded if folded in self.allowed else self.spelled.get(folded)

    def nearest(self, value: str) -> str | None:
        """The allowed name that `value` is probably a misspelling of."""
        if value not in self.compared:
            close = get_close_matches(value.strip().lower(), [*self.allowed, *self.spelled], n=1, cutoff=0.8)
            self.compared[value] = self.named(close[0]) if close else None
        return self.compared[value]


@dataclass(frozen=True)
class Taxonomy:
    """One taxonomy, ready to judge values."""

    required: tuple[str, ...]
    tags: tuple[str, ...]  # required and optional
    sources: Names
    mediums: Names
    campaign: re.Pattern[str]
    means: str
    max_length: int
    separator: str
    without_prefix: str | None
    prefixes: Mapping[str, str]
    click_ids: tuple[str, ...]

    def names_of(self, tag: str) -> Names | None:
        """Allowed values of a tag that has some."""
        return {"utm_source": self.sources, "utm_medium": self.mediums}.get(tag)

    def vendor_of(self, source: str | None) -> str:
        """Who is paid for a source."""
        name = self.sources.named(source or "")
        return str(self.sources.allowed[name].get("vendor", UNKNOWN)) if name else UNKNOWN

    def agency_of(self, campaign: str | None) -> str:
        """Who tagged a campaign."""
        prefix, _ = self.split(campaign or "")
        if prefix is None:
            return (self.without_prefix or UNKNOWN) if campaign else UNKNOWN
        return self.prefixes.get(prefix.lower(), UNKNOWN)

    def is_prefix(self, prefix: str | None) -> bool:
        """A campaign may begin so; None is no prefix."""
        return self.without_prefix is not None if prefix is None else prefix in self.prefixes

    def split(self, campaign: str) -> tuple[str | None, str]:
        """Prefix, None when there is none, and name of a campaign."""
        prefix, separator, name = campaign.partition(self.separator)
        return (prefix, name) if separator else (None, campaign)


def read_taxonomy(definition: Definition) -> Taxonomy:
    """The taxonomy that a definition states.

    Raises DefinitionError when a part is missing, an alias is ambiguous or the pattern cannot be read.
    """
    body, where = definition.body, definition.path
    if missing := [key for key in KEYS if key not in body]:
        raise DefinitionError(f"{where}: missing {', '.join(missing)}; a taxonomy states {', '.join(KEYS)}")
    campaign, agencies = body["campaign"], body["agencies"]
    try:
        return Taxonomy(
            required=tuple(body["required"]),
            tags=(*body["required"], *body["optional"]),
            sources=_names(definition, "sources"),
            mediums=_names(definition, "mediums"),
            campaign=re.compile(campaign["pattern"]),
            means=campaign["means"],
            max_length=campaign["max_length"],
            separator=agencies["separator"],
            without_prefix=agencies["without_prefix"],
            prefixes=agencies["prefixes"],
            click_ids=tuple(body["click_ids"]),
        )
    except KeyError as error:
        raise DefinitionError(f"{where}: missing {error.args[0]} below campaign or agencies") from error
    except re.error as error:
        raise DefinitionError(
            f"{where}: campaign: pattern: {error}, given {campaign['pattern']!r}; allowed: a regular expression"
        ) from error


def _names(definition: Definition, key: str) -> Names:
    allowed: dict[str, dict[str, Any]] = {name: about or {} for name, about in definition.body[key].items()}
    spelled: dict[str, str] = {}
    for name, about in allowed.items():
        for alias in about.get("aliases", []):
            if alias in allowed or spelled.setdefault(alias, name) != name:
                raise DefinitionError(
                    f"{definition.path}: {key}: {name}: alias {alias} is also {spelled.get(alias, alias)}; "
                    "an alias stands for one name"
                )
    return Names(allowed, spelled)
