"""`tandem real`: nights over public files as their publishers left them, by feed definitions alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.errors import UsageError

Data = Annotated[Path, typer.Option(help="Folder with one folder of files for each data set.")]
Lake = Annotated[Path, typer.Option(help="Parent folder of one lake for each data set.")]


def real(data: Data = Path("../shared/data"), lake: Lake = Path("lake/real")) -> None:
    """Run a night over each real data set and print what it found."""
    from tandem.job import Options
    from tandem.night import show_night
    from tandem.shipped import conf_folder

    sets = [folder for folder in sorted((conf_folder() / "real").iterdir()) if (data / folder.name).is_dir()]
    if not sets:
        raise UsageError(
            f"{data}: none of the data sets in {conf_folder() / 'real'} lies there; name their folder with --data"
        )
    for folder in sets:
        typer.echo(f"\n{folder.name}")
        landing, own = data / folder.name, lake / folder.name
        show_night(Options(conf=(folder / "settings.yml",), lake=own, landing=landing))
