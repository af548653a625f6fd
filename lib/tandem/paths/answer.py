"""One question about a file of paths, answered: credits under our models, or under a tool's rules with ours beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tandem.errors import UsageError
from tandem.paths.arrays import Paths
from tandem.paths.credits import ModelCredit, attribute, pick
from tandem.paths.file import PathFile
from tandem.paths.markov import states
from tandem.paths.order import ORDERS, OrderChoice, choose_order
from tandem.paths.parity import Counterpart, Parity
from tandem.paths.rules import Rule
from tandem.paths.transforms import Removed, apply_transforms
from tandem.paths.write import Row


@dataclass(frozen=True)
class Question:
    """What is wanted: models by name (none: all), transforms in turn, and an order (None: chosen by held-out area)."""

    models: tuple[str, ...] = ()
    transforms: tuple[str, ...] = ()
    order: int | None = None


@dataclass
class Answer:
    """Credits in the order asked, and what has to be said beside them."""

    credits: list[tuple[Paths, ModelCredit]] = field(default_factory=list)
    removed: list[tuple[str, Removed]] = field(default_factory=list)  # by whose rules, what
    not_offered: dict[str, str] = field(default_factory=dict)
    idle: dict[str, tuple[str, ...]] = field(default_factory=dict)  # models that pass over channels no path has
    choice: OrderChoice | None = None
    order: int | None = None  # of our Markov chain, where there is one

    def rows(self) -> Iterator[Row]:
        """One row per model, order and channel: name, model, order, credit, value."""
        for paths, found in self.credits:
            for number, name in enumerate(paths.names):
                value = None if found.value is None else float(found.value[number])
                yield name, found.model, found.order, float(found.credit[number]), value


def answer(file: PathFile, question: Question, rules: Mapping[str, Rule]) -> Answer:
    """Credits of a file under our models."""
    paths, removed = apply_transforms(file.paths, question.transforms)
    models, reasons = pick(question.models, paths, rules)
    found = Answer(removed=[("", step) for step in removed], not_offered=reasons)
    found.idle = {name: rules[name].besides for name in models if name in rules and _is_idle(rules[name], paths)}
    if "markov" in models:
        found.choice = choose_order(paths, states(paths, max(ORDERS))) if question.order is None else None
        found.order = question.order or (found.choice.chosen if found.choice else 1)
    found.credits = [(paths, credit) for credit in attribute(paths, models, rules, found.order or 1)]
    return found


def answer_like(file: PathFile, question: Question, rules: Mapping[str, Rule], parity: Parity) -> Answer:
    """Credits of a file under a tool's rules, each with ours beside it; UsageError for a model that the tool lacks."""
    tool = parity.definition.path.stem
    wanted = [model for model in parity.models if not question.models or model.name in question.models]
    known = [model.name for model in parity.models]
    if unknown := [name for name in question.models if name not in known]:
        raise UsageError(f"--models: {parity.tool} has no {unknown[0]!r}; its models are {', '.join(known)}")
    theirs, removed = apply_transforms(parity.applied_to(file.paths, file.untouched), parity.transforms)
    beside = tuple(dict.fromkeys(model.ours for model in wanted if model.ours))
    _, reasons = pick((), file.paths, rules)
    ours = answer(file, replace(question, models=tuple(name for name in beside if name not in reasons)), rules)
    found = Answer(idle=dict(ours.idle), choice=ours.choice, order=ours.order)
    found.removed = [*((f"{parity.tool}: ", step) for step in removed), *(("ours: ", step) for _, step in ours.removed)]
    for model in wanted:
        mine = [credit for credit in ours.credits if credit[1].model == model.ours]
        found.credits += [*_counterpart(theirs, model, tool, found), *mine]
    return found


def _counterpart(paths: Paths, model: Counterpart, tool: str, found: Answer) -> list[tuple[Paths, ModelCredit]]:
    """Credit of one model of a tool, named `tool:model`; none, and the reason said, when it cannot be had."""
    name = model.data_driven or model.name
    rules = {} if model.rule is None else {name: model.rule}
    _, reasons = pick((), paths, rules)
    if name in reasons:
        found.not_offered[f"{tool}:{model.name}"] = reasons[name]
        return []
    if model.rule is not None and _is_idle(model.rule, paths):
        found.idle[f"{tool}:{model.name}"] = model.rule.besides
    earned = attribute(paths, [name], rules, model.order)
    return [(paths, replace(credit, model=f"{tool}:{model.name}")) for credit in earned]


def _is_idle(rule: Rule, paths: Paths) -> bool:
    return bool(rule.besides) and not paths.named(rule.besides).any()
