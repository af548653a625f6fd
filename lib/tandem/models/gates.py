"""What a trained version must reach before it may speak: rules as data, each with a direction."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass

from tandem.definitions import Definition
from tandem.errors import DefinitionError

DIRECTIONS = {"at_least": operator.ge, "above": operator.gt, "at_most": operator.le, "below": operator.lt}


@dataclass(frozen=True)
class Threshold:
    """A metric must be `at_least`, `above`, `at_most` or `below` a number or another metric."""

    metric: str
    direction: str
    bound: float | str

    def holds(self, metrics: Mapping[str, float]) -> bool:
        """The metrics satisfy it; a metric that is missing does not."""
        bound = metrics.get(self.bound) if isinstance(self.bound, str) else self.bound
        value = metrics.get(self.metric)
        return value is not None and bound is not None and bool(DIRECTIONS[self.direction](value, bound))

    def __str__(self) -> str:
        return f"{self.metric} {self.direction} {self.bound}"


def thresholds(definition: Definition, section: str) -> list[Threshold]:
    """The rules listed under `section` of a model's definition.

    Raises DefinitionError when one is not `metric` with exactly one direction.
    """
    return [_threshold(rule, definition, section) for rule in definition.body.get(section, [])]


def failures(rules: list[Threshold], metrics: Mapping[str, float]) -> list[str]:
    """The rules that the metrics break, in words; none: all hold."""
    return [str(rule) for rule in rules if not rule.holds(metrics)]


def _threshold(rule: Mapping[str, float | str], definition: Definition, section: str) -> Threshold:
    directions = [key for key in rule if key in DIRECTIONS]
    if set(rule) != {"metric", *directions} or len(directions) != 1:
        allowed = f"one is `metric` with one of {', '.join(DIRECTIONS)}"
        raise DefinitionError(f"{definition.path}: {section}: {dict(rule)} is no rule; {allowed}")
    return Threshold(str(rule["metric"]), directions[0], rule[directions[0]])
