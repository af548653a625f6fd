"""`tandem tracking`: what browser and server each saw, and what the browser missed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.lake import Conf, Root


class By(StrEnum):
    """What actions are counted by."""

    DATE = "date"
    CAMPAIGN = "campaign_id"
    BROWSER = "browser"
    NAME = "name"


Parts = Annotated[list[By] | None, typer.Option("--by", help="A line for each; may be given again. By browser.")]
Action = Annotated[str | None, typer.Option(help="Only actions of this name, e.g. purchase.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day; 27 before the last.")]
Last = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; the last that there is.")]
Most = Annotated[int, typer.Option(min=1, help="Lines to print, those with most actions first.")]


def tracking(
    by: Parts = None,
    name: Action = None,
    since: Day = None,
    until: Last = None,
    most: Most = 50,
    lake: Root = Path("lake"),
    conf: Conf = None,
) -> None:
    """Print what browser and server saw of purchases, logins and the like, and the loss with its 90 % interval."""
    from tandem.cli.lake import opened
    from tandem.cli.tracking_table import Wanted, show_tracking

    days = [each.date() if each else None for each in (since, until)]
    columns = tuple(dict.fromkeys(str(each) for each in by or [By.BROWSER]))
    show_tracking(opened(lake, conf), Wanted(columns, name, *days), most=most)
