"""The `tandem` command. What a command needs is imported when it runs, so that help is instant."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tandem import __version__
from tandem.cli.attribute import attribute
from tandem.cli.bots import bots
from tandem.cli.channels import channels
from tandem.cli.explain import explain
from tandem.cli.hold import hold
from tandem.cli.identity import identity
from tandem.cli.lake import config, lineage, tables
from tandem.cli.night import night
from tandem.cli.quadrants import quadrants
from tandem.cli.real import real
from tandem.cli.rotate import rotate_key
from tandem.cli.scorecard import scorecard
from tandem.cli.setup import setup
from tandem.cli.simulate import simulate
from tandem.cli.tracking import tracking
from tandem.cli.truth import truth
from tandem.cli.utm import utm
from tandem.errors import TandemError, UsageError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    options_metavar="[OPTIONS: see `tandem night --help`]",
)(night)
for command in (simulate, real, truth, config, tables, lineage, explain, tracking, quadrants, attribute, bots, setup):
    app.command()(command)
app.command(name="rotate-key")(rotate_key)
groups = {"utm": utm, "channels": channels, "identity": identity, "scorecard": scorecard, "hold": hold}
for name, group in groups.items():
    app.add_typer(group, name=name)


def show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Click-through and conversion, measured together, every night."""


def main() -> None:
    """Run one command: a failure that a user can act on is one line on stderr; 1 failed, 2 wrong use."""
    try:
        app()
    except TandemError as error:
        typer.echo(f"tandem: {error}", err=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)


if __name__ == "__main__":
    main()
