"""The rule models of a night, as conf/attribution_models.yml says them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tandem.config import AttributionConfig, TypesConfig
from tandem.definitions import Definition
from tandem.errors import DefinitionError
from tandem.paths.models import rules_in
from tandem.paths.rules import Rule
from tandem.tables import RULE_MODELS

KINDS = ("ad_click", "visit", "impression")  # of touches
EVENTS = tuple(name for name in TypesConfig.model_fields if name != "ad_click")  # what a touch can stand before
ALWAYS = date.min
TAKEN = ("type", "channel", "campaign_id", "bucket")


@dataclass(frozen=True)
class Models:
    """Every rule model of the definition: those that share a conversion out, and those that count it."""

    definition: Definition
    shares: tuple[Rule, ...]  # first those with a column of their own in attribution.credits, in its order
    counts: tuple[Rule, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of the models that share."""
        return tuple(rule.name for rule in self.shares)

    def made_by(self, how: AttributionConfig) -> dict[str, Any]:
        """What credit is made by beside its inputs; a change of either restates every open day.

        Of the definition also those before its own first day: the credit of one day is of one set of models.
        """
        return {"settings": [how], "definitions": [replace(self.definition, effective_from=ALWAYS)]}

    @property
    def funnel(self) -> tuple[str, ...]:
        """Types of conversion before which a touch earns more under some model."""
        return tuple(sorted({type_ for rule in self.shares for type_ in rule.before or ()}))

    @property
    def custom(self) -> tuple[str, ...]:
        """Of those without a column of their own."""
        return self.names[len(RULE_MODELS) :]


def read_models(definition: Definition) -> Models:
    """The models that a definition states. Raises DefinitionError when a row is none, or cannot be had in a night."""
    rules = {rule.name: rule for rule in rules_in(definition)}
    for rule in rules.values():
        if not re.fullmatch("[a-z][a-z0-9_]*", rule.name):
            raise DefinitionError(
                f"{definition.path}: model {rule.name!r}: a model of a night is named by letters a to z, digits and _"
            )
        if rule.name in TAKEN:
            raise DefinitionError(
                f"{definition.path}: model {rule.name!r}: a name that sums of credit have a column for"
            )
        if unknown := sorted(set(rule.before or ()) - set(EVENTS)):
            raise DefinitionError(
                f"{definition.path}: model {rule.name}: before.{unknown[0]} is no type of conversion of a night; "
                f"allowed: {', '.join(EVENTS)}"
            )
        if unknown := sorted(set(rule.types or ()) - set(KINDS)):
            raise DefinitionError(
                f"{definition.path}: model {rule.name}: types.{unknown[0]} is no kind of touch of a night; "
                f"allowed: {', '.join(KINDS)}"
            )
    columns = [rules.pop(name, None) for name in RULE_MODELS]
    standing = tuple(rule for rule in columns if rule is not None and not rule.counts)
    if missing := sorted(set(RULE_MODELS) - {rule.name for rule in standing}):
        raise DefinitionError(
            f"{definition.path}: no model {', '.join(missing)} that shares a conversion; attribution.credits has a "
            f"column for each of {', '.join(RULE_MODELS)}"
        )
    further = tuple(rule for rule in rules.values() if not rule.counts)
    return Models(definition, (*standing, *further), tuple(rule for rule in rules.values() if rule.counts))
