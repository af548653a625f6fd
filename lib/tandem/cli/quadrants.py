"""`tandem quadrants`: CTR and CR of the ads in one file, read together, with their doubt. No lake, no Java."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from tandem.onefile.quadrants import Judged


class By(Enum):
    """What one arm is."""

    AD = "ad"
    CAMPAIGN = "campaign"


class Decimal(Enum):
    """The mark before decimals."""

    POINT = "."
    COMMA = ","


Ads = Annotated[
    Path, typer.Argument(help="csv, csv.gz or parquet: one row per ad, or per ad and day; - for standard input.")
]
Level = Annotated[By | None, typer.Option(help="Judge ads or campaigns; ads where the file has them.")]
Out = Annotated[
    list[Path] | None, typer.Option(help="rates.csv, page.html or - for rates on standard output; repeatable.")
]
Shown = Annotated[int, typer.Option(min=0, help="Rows printed, decided and largest first.")]
Mark = Annotated[Decimal, typer.Option(help="Decimal mark of the file; the other mark parts thousands.")]
Name = Annotated[str | None, typer.Option(help="Column of names.")]
Impressions = Annotated[str | None, typer.Option(help="Column of impressions.")]
Clicks = Annotated[str | None, typer.Option(help="Column of clicks.")]
Conversions = Annotated[str | None, typer.Option(help="Column of conversions.")]
Spend = Annotated[str | None, typer.Option(help="Column of spend; '' for none.")]
Value = Annotated[str | None, typer.Option(help="Column of value or revenue; '' for none.")]
Channel = Annotated[str | None, typer.Option(help="Column of channels: peers are those of one channel; '' for none.")]
Date = Annotated[str | None, typer.Option(help="Column of days: they tell how much rates move; '' for none.")]


def quadrants(
    ads: Ads,
    by: Level = None,
    out: Out = None,
    rows: Shown = 20,
    decimal: Mark = Decimal.POINT,
    name_column: Name = None,
    impressions: Impressions = None,
    clicks: Clicks = None,
    conversions: Conversions = None,
    spend: Spend = None,
    value: Value = None,
    channel: Channel = None,
    date: Date = None,
) -> None:
    """Judge the ads or campaigns of one file by CTR and CR together; columns are guessed unless named."""
    from tandem.delimited.text import STANDARD
    from tandem.delimited.write import checked_target

    targets = [checked_target(file, ".csv", ".html", beside=ads) for file in out or []]
    from rich.console import Console

    from tandem.onefile.quadrants import judge_file

    told = {"name": name_column, "impressions": impressions, "clicks": clicks, "conversions": conversions}
    optional = {"spend": spend, "value": value, "channel": channel, "date": date}
    judged = judge_file(ads, told | optional, by=by.value if by else None, decimal=decimal.value)
    for target in targets:
        write_judged(judged, target)
    to_stderr = STANDARD in targets
    show(judged, rows, Console(stderr=to_stderr))
    for target in targets:
        if target != STANDARD:
            typer.echo(f"written: {target}", err=to_stderr)


def write_judged(judged: Judged, target: str) -> None:
    """Write the page where `target` is one, else the rates of every arm; what draws it is loaded for it alone."""
    from tandem.delimited.write import whole, write_csv

    if target.lower().endswith(".html"):
        from tandem.onefile.page import render

        page = render(judged)
        with whole(target) as part:
            part.write_text(page, encoding="utf-8")
    else:
        from tandem.onefile.rates_file import COLUMNS, rate_rows

        write_csv(target, COLUMNS, rate_rows(judged.verdicts))


def show(judged: Judged, rows: int, console: Console) -> None:
    """Print the table, what to know about it, and one line that sums it up."""
    from rich.markup import escape

    from tandem.cli.quadrant_table import grid
    from tandem.onefile.quadrants import summary

    if rows:
        console.print(grid(judged, rows))
    if 0 < rows < len(judged.verdicts.arms.names):
        console.print(f"[dim]{rows:,} of {len(judged.verdicts.arms.names):,}; --out rates.csv has all[/]")
    used = ", ".join(f"{field} = {column}" for field, column in judged.columns.items())
    console.print(f"[dim]columns: {escape(used)}[/]", soft_wrap=True, highlight=False)
    for note in judged.notes:
        console.print(f"[yellow]{note.flag}[/]: {escape(note.text)}", soft_wrap=True, highlight=False)
    console.print(f"[bold]{escape(summary(judged))}[/]", soft_wrap=True, highlight=False)
