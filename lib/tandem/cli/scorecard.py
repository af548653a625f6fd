"""`tandem scorecard open | export | compare`: the page, the published cells, and two versions of what judges them."""

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

Version = Annotated[int, typer.Argument(help="Number of a version.")]
Name = Annotated[str, typer.Option(help="Id of the template, in conf/scorecards/.")]
All = Annotated[bool, typer.Option("--all", help="Cells that do not differ, too.")]
Csv = Annotated[str | None, typer.Option("--out", help="Write all cells side by side as CSV; - for standard output.")]


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


@scorecard.command()
def compare(
    one: Version,
    other: Version,
    template: Name = "ctr_and_cr",
    lake: Root = Path("lake"),
    conf: Conf = None,
    night: Night = None,
    all_: All = False,
    out: Csv = None,
) -> None:
    """Print how two versions of a template judge one night: cells whose target, status, weight or value differ."""
    from tandem.cli.lake import opened, show
    from tandem.cli.versions import HEAD, compared, line_of, names_in, row_of
    from tandem.delimited.write import checked_target, write_csv
    from tandem.scorecard import read_template
    from tandem.scorecard.versions import SHOWN, template_changes, version_named

    target = checked_target(out, ".csv") if out else None
    tables = opened(lake, conf)
    versions = tables.versions("scorecards", template)
    left, right = (version_named(versions, number) for number in (one, other))
    through, cells = compared(tables, left, right, night.date() if night else None)
    names, differing = names_in(tables), [each for each in cells if each.changed]
    if target:
        write_csv(target, HEAD, [row_of(each, names) for each in cells])
        return
    for line in template_changes(read_template(left), read_template(right)):
        typer.echo(line)
    if shown := cells if all_ else differing:
        show(("of", "measure", *SHOWN), [line_of(each, names) for each in shown])
    typer.echo(
        f"{through}: {len(differing):,} of {len(cells):,} cells differ between versions {one} and {other} of {template}"
    )


def chosen_form(stated: Form | None, out: str | None) -> Form:
    """The form that is stated, else that of the ending; CSV when neither tells."""
    ending = Path(out or "").suffix.lower().removeprefix(".")
    return stated or (Form(ending) if ending in list(Form) else Form.CSV)


def default_name(through: date, form: Form) -> str:
    """The file to write when none is named."""
    return f"scorecard-{through}.{form}"
