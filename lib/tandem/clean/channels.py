"""Which channel brought an event: an ordered rule table, compiled to one expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from tandem.definitions import Definition
from tandem.errors import DefinitionError

WORDS = ("source", "medium", "campaign")


def channel_of(source: Column, medium: Column, campaign: Column, *, definition: Definition) -> Column:
    """The channel of the first rule that holds, of lower-case source, medium and campaign name.

    Raises DefinitionError when a rule uses a word that does not exist.
    """
    given = dict(zip(WORDS, (source, medium, campaign), strict=True))
    rules: Sequence[Mapping[str, Any]] = definition.body["rules"]
    chosen = F.lit(definition.body["otherwise"])
    for rule in reversed(rules):
        chosen = F.when(_holds(rule, given, definition), F.lit(rule["channel"])).otherwise(chosen)
    return chosen


def is_site(source: Column, kind: str, definition: Definition) -> Column:
    """`source` is a site of this kind: search, social, video or shopping. Never null."""
    return _matches(source, "|".join(definition.body["sites"][kind]))


def _holds(rule: Mapping[str, Any], given: Mapping[str, Column], definition: Definition) -> Column:
    holds = F.lit(True)
    for condition in rule.get("all", []):
        holds = holds & _condition(condition, given, definition)
    if "any" in rule:
        one_of = F.lit(False)
        for condition in rule["any"]:
            one_of = one_of | _condition(condition, given, definition)
        holds = holds & one_of
    return holds


def _condition(condition: Mapping[str, str], given: Mapping[str, Column], definition: Definition) -> Column:
    ((word, wanted),) = condition.items()
    if word == "site" and wanted in definition.body["sites"]:
        return is_site(given["source"], wanted, definition)
    if word in given:
        return _matches(given[word], wanted)
    raise DefinitionError(
        f"{definition.path}: rules: {word}: {wanted}; allowed: {', '.join(WORDS)}, "
        f"or site with one of {', '.join(definition.body['sites'])}"
    )


def _matches(text: Column, pattern: str) -> Column:
    """The whole of `text` matches; false for null, so that a rule never turns unknown."""
    return F.coalesce(text.rlike(f"^(?:{pattern})$"), F.lit(False))
