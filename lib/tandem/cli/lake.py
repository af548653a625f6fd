"""`tandem config | tables | lineage`: which settings hold, what is promised, and where a table came from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.errors import UsageError

if TYPE_CHECKING:
    from tandem.contract import Table
    from tandem.lake import Lake

Conf = Annotated[list[Path] | None, typer.Option(help="Settings laid over base.yml; later files win.")]
Name = Annotated[str, typer.Argument(help="layer.name, e.g. sessions.sessions.")]
AnyName = Annotated[str | None, typer.Argument(help="layer.name, e.g. sessions.sessions; all when left out.")]
Root = Annotated[Path, typer.Option("--lake", help="Parent folder of all layers.")]


def config(conf: Conf = None) -> None:
    """Print the settings that would hold."""
    import yaml

    from tandem.config import load_config
    from tandem.shipped import conf_folder

    settings = load_config(conf_folder() / "base.yml", *(conf or []))
    typer.echo(yaml.safe_dump(settings.model_dump(mode="json"), sort_keys=False), nl=False)


def tables(name: AnyName = None) -> None:
    """Print the tables of the flow, or the columns of one."""
    from tandem.tables import TABLES
    from tandem.tables.document import layout

    if name is None:
        show(("table", "one row is"), [(table.full_name, table.meaning) for table in TABLES])
        return
    table = promised(name)
    typer.echo(f"{table.meaning}\n{layout(table)}")
    show(("column", "type", "meaning"), [(column.name, column.type, column.meaning) for column in table.columns])


def lineage(name: Name, lake: Root = Path("lake")) -> None:
    """Print what made a table's last write: run, code, definitions, and its inputs down to raw."""
    from tandem.cli.lineage import tree

    typer.echo(tree(promised(name), lake))


def opened(root: Path, conf: Sequence[Path] | None) -> Lake:
    """The lake, whatever night it has reached."""
    from tandem.job import Options, settings, undated_lake

    return undated_lake(settings(Options(conf=tuple(conf or ()), lake=root)))


def promised(name: str) -> Table:
    """The contract of that name."""
    from tandem.tables import TABLES

    known = {table.full_name: table for table in TABLES}
    if name not in known:
        raise UsageError(f"tables: {name} is none of them; known are {', '.join(known)}")
    return known[name]


def show(head: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    """Print lines below their heads."""
    from rich.console import Console
    from rich.table import Table as Grid

    grid = Grid(*head, box=None, header_style="bold", pad_edge=False)
    for line in lines:
        grid.add_row(*line)
    Console().print(grid)
