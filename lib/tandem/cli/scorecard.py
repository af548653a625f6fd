"""`tandem scorecard open | export`: the page in a browser, and the published cells as a table."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.lake import Conf, Root
from tandem.errors import UsageError

scorecard = typer.Typer(no_args_is_help=True, help="The published scorecard: its page, and its cells as a table.")


class Form(StrEnum):
    """What cells are written as."""

    CSV = "csv"
    XLSX = "xlsx"


Night = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The night that published; the last one.")]
Written = Annotated[Form | None, typer.Option("--format", help="As the ending of --out says; else csv.")]
Out = Annotated[str | None, typer.Option(help="File to write, - for standard output; scorecard-NIGHT.csv or .xlsx.")]


@scorecard.command("open")
def open_page(lake: Root = Path("lake")) -> None:
    """Open the page in the browser, and print where it lies."""
    page = (lake / "pages" / "scorecard.html").absolute()
    if not page.is_file():
        raise UsageError(f"scorecard open: there is no {page}; `tandem night` makes it")
    typer.echo(page)
    typer.launch(page.as_uri())


@scorecard.command()
def export(
    lake: Root = Path("lake"), conf: Conf = None, night: Night = None, format_: Written = None, out: Out = None
) -> None:
    """Write the cells of a night, one row per measure and entity, as CSV or as a workbook."""
    from tandem.cli.lake import opened
    from tandem.cli.published import HEAD, published_cells, write_workbook
    from tandem.delimited.text import STANDARD
    from tandem.delimited.write import checked_target, write_csv

    form = chosen_form(format_, out)
    given = checked_target(out, f".{form}") if out else None
    if given == STANDARD and form is Form.XLSX:
        raise UsageError("scorecard export: a workbook needs a file; --out - writes CSV alone")
    through, rows = published_cells(opened(lake, conf), night.date() if night else None)
    target = given or default_name(through, form)
    if form is Form.XLSX:
        write_workbook(target, rows)
    else:
        write_csv(target, HEAD, rows)
    if target != STANDARD:
        typer.echo(f"{target}: {len(rows):,} cells of {through}")


def chosen_form(stated: Form | None, out: str | None) -> Form:
    """The form that is stated, else that of the ending; CSV when neither tells."""
    ending = Path(out or "").suffix.lower().removeprefix(".")
    return stated or (Form(ending) if ending in list(Form) else Form.CSV)


def default_name(through: date, form: Form) -> str:
    """The file to write when none is named."""
    return f"scorecard-{through}.{form}"
