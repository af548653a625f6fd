"""Credits of channels as a terminal shows them: what was read, what was left out and why, and one table per measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tandem.definitions import Definition
from tandem.paths.answer import Answer
from tandem.paths.arrays import Floats, Paths
from tandem.paths.credits import ModelCredit
from tandem.paths.file import PathFile
from tandem.paths.order import FOLDS
from tandem.paths.parity import Parity

Column = tuple[str, dict[str, float]]  # head, and amount by channel
PLACES = 5  # of ordered Shapley values in a table; the file has them all


def show_answer(
    console: Console,
    file: PathFile,
    said: Answer,
    parity: Parity | None,
    definitions: Sequence[Definition],
) -> None:
    """Print all of it, and whose definitions it rests on."""
    for line in (
        *_read(file, parity),
        *_rules(parity, definitions),
        *_removed(said),
        *_order(said),
        *_absent(said),
    ):
        console.print(Text(line))
    plain = [(paths, found) for paths, found in said.credits if not _is_ordered(found)]
    ordered = [(paths, found) for paths, found in said.credits if _is_ordered(found)]
    _show(console, "credit, conversions", [(found.model, _amounts(paths, found.credit)) for paths, found in plain])
    if file.paths.value is not None:
        valued = [(found.model, _amounts(paths, found.value)) for paths, found in plain]
        _show(console, f"credit, {file.columns['value']}", valued)
    _show(console, "shapley_ordered, conversions by place in the path", _by_place(ordered))


def _read(file: PathFile, parity: Parity | None) -> Iterator[str]:
    paths, ledger = file.paths, file.ledger
    value = "" if paths.value is None else f", value {paths.value.sum():,.2f}"
    nulls = 0.0 if paths.nulls is None else paths.nulls.sum()
    yield f"{Path(ledger.where).name}: {ledger.rows:,} rows by columns {', '.join(file.columns.values())}"
    yield (
        f"{paths.starts.size:,} paths, {len(paths.names):,} channels, {paths.touch.size:,} touches: "
        f"{paths.conversions.sum():,.10g} conversions{value}, {nulls:,.10g} journeys without one"
    )
    for reason, count in ledger.reasons.items():
        yield f"set aside: {count:,} rows: {ledger.examples[reason]}"
    if file.untouched.conversions:
        line = parity.untouched if parity else None
        goes = f"{parity.tool} lists them as {line}; ours leaves" if parity and line else "no rule credits"
        yield f"untouched: {file.untouched.conversions:,.10g} conversions follow no touch; {goes} them uncredited"


def _rules(parity: Parity | None, definitions: Sequence[Definition]) -> Iterator[str]:
    used = ", ".join(f"{one.id} version {one.version} ({one.hash})" for one in definitions)
    if parity:
        theirs = parity.definition
        yield f"rules of {parity.tool}: {theirs.id} version {theirs.version} ({theirs.hash}); ours beside: {used}"
    else:
        yield f"rules: {used}"


def _removed(said: Answer) -> Iterator[str]:
    for whose, step in said.removed:
        yield f"{whose}{step.transform} removed {step.touches:,} touches from {step.paths:,} paths"


def _order(said: Answer) -> Iterator[str]:
    if said.choice is not None:
        areas = ", ".join(f"{order}: {auc:.4f}" for order, auc in said.choice.auc.items())
        yield (
            f"markov: order {said.choice.chosen}, by area under the ROC curve on held-out paths ({areas}; {FOLDS} "
            f"folds of {said.choice.paths:,} distinct paths, {said.choice.conversions:,.10g} conversions against "
            f"{said.choice.nulls:,.10g} journeys without)"
        )
    elif said.order is not None:
        yield f"markov: order {said.order}"


def _absent(said: Answer) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for model, reason in said.not_offered.items():
        by_reason.setdefault(reason, []).append(model)
    for reason, models in by_reason.items():
        yield f"not offered: {', '.join(models)}: {reason}"
    for model, channels in said.idle.items():
        yield f"{model}: no touch is named {' or '.join(channels)}, so none is passed over"


def _show(console: Console, title: str, columns: list[Column]) -> None:
    """One measure: channels down, models across, in as many tables as the width needs."""
    names = {name for _, amounts in columns for name in amounts}
    ranked = sorted(names, key=lambda name: (-columns[0][1].get(name, 0.0), name))
    largest = max((sum(amounts.values()) for _, amounts in columns), default=0.0)
    digits = 1 if largest >= 1000 else 2
    left = max([len("channel"), *map(len, names)])
    for part in _fitting(columns, console.width - left, digits):
        grid = Table(
            box=None, header_style="bold", pad_edge=False, title=Text(title, style="italic"), title_justify="left"
        )
        grid.add_column("channel", no_wrap=True, overflow="ellipsis")
        for head, _ in part:
            grid.add_column(Text(head), justify="right", no_wrap=True)
        for name in ranked:
            grid.add_row(Text(name), *(f"{amounts.get(name, 0.0):,.{digits}f}" for _, amounts in part))
        grid.add_row("total", *(f"{sum(amounts.values()):,.{digits}f}" for _, amounts in part), style="bold")
        console.print()
        console.print(grid)


def _fitting(columns: list[Column], width: int, digits: int) -> Iterator[list[Column]]:
    """Columns in groups that fit beside each other."""
    part: list[Column] = []
    used = 0
    for head, amounts in columns:
        needed = 2 + max(len(head), len(f"{sum(amounts.values()):,.{digits}f}"))
        if part and used + needed > width:
            yield part
            part, used = [], 0
        part.append((head, amounts))
        used += needed
    if part:
        yield part


def _by_place(ordered: list[tuple[Paths, ModelCredit]]) -> list[Column]:
    """The first places, and the rest together."""
    columns = [(str(found.order), _amounts(paths, found.credit)) for paths, found in ordered]
    if len(columns) <= PLACES:
        return columns
    rest = {name: sum(amounts[name] for _, amounts in columns[PLACES - 1 :]) for name in columns[0][1]}
    return [*columns[: PLACES - 1], (f"{PLACES}+", rest)]


def _amounts(paths: Paths, credit: Floats | None) -> dict[str, float]:
    return {} if credit is None else dict(zip(paths.names, credit.tolist(), strict=True))


def _is_ordered(found: ModelCredit) -> bool:
    return found.model == "shapley_ordered"
