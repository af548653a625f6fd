"""How records are linked, as a definition says it: columns, rules, candidates, comparisons, threshold. Checked once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints, ValidationError, model_validator

from tandem.definitions import Definition
from tandem.errors import DefinitionError

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(:[1-9][0-9]*)?$")]
Share = Annotated[float, Field(gt=0, le=1)]
Some = Field(min_length=1)


class Said(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(Said):
    """What the model knows of a record, and under which names lists have it."""

    named: Annotated[tuple[str, ...], Some]
    kind: Literal["text", "digits"] = "text"
    most_records: PositiveInt | None = None  # a value on more records says nothing about whose they are


class Rule(Said):
    """Records that are equal in all `columns`, none of them blank, are one person."""

    name: Name
    columns: Annotated[tuple[Name, ...], Some]


class Comparison(Said):
    """How two values of a column are held against each other: equal, or like enough for one of the levels."""

    column: Name
    how: Literal["exact", "jaro_winkler", "edits"]
    levels: tuple[float, ...] = ()
    by_frequency: bool = False

    @model_validator(mode="after")
    def levels_fit(self) -> Comparison:
        """Likeness falls from below 1, edits grow from 1, and equality has no levels."""
        falls, grows = sorted(self.levels, reverse=True), sorted(self.levels)
        fits = {
            "exact": not self.levels,
            "jaro_winkler": bool(self.levels) and list(self.levels) == falls and 0 < falls[-1] <= falls[0] < 1,
            "edits": bool(self.levels) and list(self.levels) == grows and grows[0] >= 1 and all(map(_is_whole, grows)),
        }
        if not fits[self.how]:
            allowed = "none for exact, falling shares below 1 for jaro_winkler, growing whole numbers for edits"
            raise ValueError(f"levels {list(self.levels)} do not fit {self.how}; allowed: {allowed}")
        return self


class LinkModel(Said):
    """One definition of linkage."""

    record_id: Annotated[tuple[str, ...], Some]
    columns: Annotated[dict[Name, Column], Some]
    blanks: tuple[str, ...] = ()
    rules: Annotated[tuple[Rule, ...], Some]
    rules_find: Share
    candidates: tuple[Annotated[tuple[Key, ...], Some], ...] = ()
    comparisons: Annotated[tuple[Comparison, ...], Some]
    learn_from: Annotated[tuple[Annotated[tuple[Name, ...], Some], ...], Some]
    threshold: Share

    @model_validator(mode="after")
    def holds_together(self) -> LinkModel:
        """Each column that is named exists, and each comparison is learnt from pairs that another column chose."""
        for place, name in self._named():
            if name not in self.columns:
                raise ValueError(f"{place} names the column {name!r}; columns are {', '.join(self.columns)}")
        for each in self.comparisons:
            if all(each.column in chosen for chosen in self.learn_from):
                raise ValueError(f"learn_from: every row holds {each.column}, so its comparison would learn nothing")
        for what, names in (
            ("rules", [each.name for each in self.rules]),
            ("comparisons", [each.column for each in self.comparisons]),
        ):
            if repeated := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{what}: {', '.join(repeated)} is there twice")
        return self

    def _named(self) -> Iterator[tuple[str, str]]:
        """Where a column is named, and the name."""
        for rule in self.rules:
            yield from ((f"rules {rule.name}", name) for name in rule.columns)
        for at, keys in enumerate(self.candidates, start=1):
            yield from ((f"candidates {at}", key.partition(":")[0]) for key in keys)
        for at, each in enumerate(self.comparisons, start=1):
            yield f"comparisons {at}", each.column
        for at, names in enumerate(self.learn_from, start=1):
            yield from ((f"learn_from {at}", name) for name in names)


def read_model(definition: Definition) -> LinkModel:
    """The linkage that a definition says. Raises DefinitionError that names the file, the place and what is allowed."""
    try:
        return LinkModel.model_validate(definition.body)
    except ValidationError as error:
        raise DefinitionError("; ".join(_explained(definition, dict(each)) for each in error.errors())) from None


def _explained(definition: Definition, error: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "value_error":
        return f"{definition.path}: {f'{place}: ' if place else ''}{error['msg'].removeprefix('Value error, ')}"
    if error["type"] == "missing":
        return f"{definition.path}: {place} is missing"
    if error["type"] == "extra_forbidden":
        return f"{definition.path}: unknown key {place} = {error['input']!r}"
    return f"{definition.path}: {place} = {error['input']!r}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _is_whole(number: float) -> bool:
    return number == int(number)
