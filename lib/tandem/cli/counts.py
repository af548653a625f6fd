"""Counts on the screen, or beside a file on standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence

WIDEST = 80  # characters of a value


def show_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, to_stderr: bool) -> None:
    """Print rows below their heads, each column as wide as its longest value; what is wider than a line is cut."""
    cut = [tuple(value if len(value) <= WIDEST else f"{value[: WIDEST - 3]}..." for value in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cut, strict=True)]
    file = sys.stderr if to_stderr else sys.stdout
    for row in (head, *cut):
        print("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip(), file=file)


def titled(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """A table below its title on standard output; none says so."""
    print(title)
    if rows:
        show_table(head, rows, to_stderr=False)
    else:
        print("none")
    print()
