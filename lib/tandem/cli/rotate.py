"""`tandem rotate-key`: all pseudonyms of a lake under the newest key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.lake import Conf

Root = Annotated[Path | None, typer.Option(help="Parent folder of all layers; default: as configured.")]


def rotate_key(conf: Conf = None, lake: Root = None) -> None:
    """Hash every pseudonym once more, under the newest TANDEM_ID_KEY_N. No night may run meanwhile."""
    from tandem.clean import id_keys
    from tandem.job import Options, settings, undated_lake
    from tandem.rotation import rotate

    config = settings(Options(conf=tuple(conf or ()), lake=lake))
    keys = id_keys(config.is_simulated)
    opened = undated_lake(config, job="rotate-key")
    for name in rotate(opened, keys):
        typer.echo(f"{name}: under key {len(keys) - 1}")
    typer.echo(
        f"All ids in {opened.root} stand under key {len(keys) - 1}. Older versions of the tables still hold the old "
        "ids until VACUUM has removed them."
    )
