"""`tandem explain`: what stands behind a cell of the scorecard."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.lake import Conf, Root


class Form(StrEnum):
    """How an explanation is written."""

    TEXT = "text"
    JSON = "json"
    OPENLINEAGE = "openlineage"


Key = Annotated[
    str | None,
    typer.Argument(metavar="CELL", help="e.g. 2026-02-03/company/roas or 2026-02-03/campaign/c-07/ctr; none: list."),
]
Written = Annotated[Form, typer.Option("--format", help="OpenLineage: one run event a line.")]


def explain(cell: Key = None, lake: Root = Path("lake"), conf: Conf = None, format_: Written = Form.TEXT) -> None:
    """Print a cell's value, formula and numbers, and the tables, definitions and files it was made from."""
    from tandem.cli.cell_keys import listing
    from tandem.cli.explain_text import as_json, as_text
    from tandem.cli.explained import cells_of, explain_cell
    from tandem.cli.lake import opened
    from tandem.cli.openlineage import as_events

    tables = opened(lake, conf)
    if cell is None:
        for line in listing(row.asDict() for row in cells_of(tables).collect()):
            typer.echo(line)
        return
    said = explain_cell(tables, cell)
    if format_ is Form.TEXT:
        typer.echo(as_text(said))
    elif format_ is Form.JSON:
        typer.echo(as_json(said))
    else:
        typer.echo(as_events(said, lake=tables.root, landing=tables.landing().folder.absolute()))
