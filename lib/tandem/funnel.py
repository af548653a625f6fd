"""The stages of a lead, in their order: the definition conf/leads.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tandem.definitions import Definition
from tandem.errors import DefinitionError

KEYS = ("stages", "qualified", "lost")


@dataclass(frozen=True)
class Funnel:
    """The stages, and what CRMs call them."""

    stages: tuple[str, ...]  # in order
    qualified: str
    lost: str  # not in the order: it closes a lead at whatever stage
    names: Mapping[str, str]  # a CRM's name in lower case -> stage

    @property
    def first(self) -> str:
        """The lead itself."""
        return self.stages[0]

    @property
    def sale(self) -> str:
        """The last stage."""
        return self.stages[-1]

    @property
    def steps(self) -> dict[tuple[str, str], str]:
        """Whose rates are told: from the lead to every other stage, and from the qualified lead to the sale.

        Each with what the page knows it by: qualified, sale, whole (from the lead to the sale), or empty.
        """
        told = {(self.first, stage): "" for stage in (*self.stages[1:], self.lost)}
        named = {(self.first, self.qualified): "qualified", (self.qualified, self.sale): "sale"}
        whole = {(self.first, self.sale): "whole"}
        return {step: name for step, name in {**told, **named, **whole}.items() if step[0] != step[1]}


def read_funnel(definition: Definition) -> Funnel:
    """The stages that a definition states. Raises DefinitionError that names the file and the key."""
    where, body = definition.path, definition.body
    if wrong := sorted(set(KEYS) ^ set(body)):
        raise DefinitionError(f"{where}: {wrong[0]} is missing or unknown; it states {', '.join(KEYS)}")
    stages, lost = (_named(body[key], f"{where}: {key}") for key in ("stages", "lost"))
    if len(stages) < 2 or len(lost) != 1:
        raise DefinitionError(f"{where}: {len(stages)} stages and {len(lost)} lost; expected two at least, and one")
    if body["qualified"] not in list(stages)[1:]:
        raise DefinitionError(f"{where}: qualified is {body['qualified']!r}; allowed: {', '.join(list(stages)[1:])}")
    names: dict[str, str] = {}
    for stage, said in (*stages.items(), *lost.items()):
        for name in said:
            if names.setdefault(name, stage) != stage:
                raise DefinitionError(f"{where}: {name!r} is a name of {names[name]} and of {stage}")
    return Funnel(tuple(stages), body["qualified"], next(iter(lost)), names)


def _named(stated: Any, where: str) -> dict[str, tuple[str, ...]]:
    """Names by stage, folded; a stage is always called by its own name too."""
    if not isinstance(stated, dict) or not all(isinstance(names, list) for names in stated.values()):
        raise DefinitionError(f"{where} is {stated!r}, expected stages with lists of names")
    return {str(stage): tuple(str(name).strip().lower() for name in (stage, *names)) for stage, names in stated.items()}
