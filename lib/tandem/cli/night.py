"""`tandem night`: the night, with the same arguments as jobs/00_night.py."""

from __future__ import annotations

import typer


def night(context: typer.Context) -> None:
    """Run all stages on what has arrived, or on the days you name."""
    from tandem.night import main

    raise typer.Exit(main(context.args))
