"""Measured against true figures as a terminal shows them: one table a group, then the bars that were missed."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tandem.truth import Group, Row

STYLES = {"met": "green", "missed": "bold red", "": ""}


def show_groups(console: Console, groups: Sequence[Group]) -> None:
    """Print the groups, and how many bars were met."""
    for group in groups:
        console.print()
        console.print(_table(group))
        for note in group.notes:
            console.print(Text(f"  {note}"), style="dim")
    judged = [(group, row) for group in groups for row in group.rows if row.verdict]
    missed = [(group.title.split(":")[0], row) for group, row in judged if row.missed]
    console.print()
    console.print(Text(f"bars: {len(judged) - len(missed)} of {len(judged)} met"))
    for title, row in missed:
        console.print(Text(f"  missed: {title}, {row.name}: {'; '.join(row.missed)}"))


def _table(group: Group) -> Table:
    table = Table(title=group.title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for column, kind in group.columns.items():
        table.add_column(column, justify="left" if kind == "s" else "right")
    has_bars = any(row.verdict for row in group.rows)
    if has_bars:
        table.add_column("bar")
    for row in group.rows:
        verdict = [Text(row.verdict, style=STYLES[row.verdict])] if has_bars else []
        table.add_row(row.name, *(_figure(row, *column) for column in group.columns.items()), *verdict)
    return table


def _figure(row: Row, column: str, kind: str) -> str:
    value = row.figures.get(column)
    return "" if value is None else format(value, kind)
