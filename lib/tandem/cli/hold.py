"""`tandem hold list | release | correct`: what is held, and what its owner decides."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.lake import Conf, Root
from tandem.errors import UsageError

if TYPE_CHECKING:
    from tandem.lake import Lake

hold = typer.Typer(no_args_is_help=True, help="Measures far out of limits: what is held, and the owner's decision.")

Measure = Annotated[str, typer.Argument(metavar="MEASURE", help="e.g. company/ctr or campaign/c-07/cr.")]
Period = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day of the period decided on.")]
Owner = Annotated[str, typer.Option(help="Who answers for the decision.")]
Reason = Annotated[str, typer.Option(help="Why.")]
Decided = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Day of the decision; the last night's.")
]
Value = Annotated[float, typer.Option(help="Rate to publish instead, e.g. 0.0123 for 1.23 %.")]
Definitions = Annotated[Path | None, typer.Option(help="Folder with approvals.yml in it; else that of the settings.")]
Night = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The night; the last one.")]


@hold.command("list")
def list_holds(lake: Root = Path("lake"), conf: Conf = None, night: Night = None) -> None:
    """Print what is held, released or corrected on a night, what is published, and who has decided."""
    from tandem.cli.held import HEAD, holds_of, line_of
    from tandem.cli.lake import opened, show

    through, rows = holds_of(opened(lake, conf), night.date() if night else None)
    if not rows:
        typer.echo(f"{through}: nothing is held")
        return
    show(HEAD, [line_of(row) for row in rows])


@hold.command()
def release(
    measure: Measure,
    period: Period,
    owner: Owner,
    reason: Reason,
    on: Decided = None,
    lake: Root = Path("lake"),
    conf: Conf = None,
    definitions: Definitions = None,
) -> None:
    """Publish what was measured: the days out of limits, to the end of the period, are real."""
    _decide("release", measure, period, on, lake, conf, definitions, {"owner": owner, "reason": reason})


@hold.command()
def correct(
    measure: Measure,
    period: Period,
    value: Value,
    owner: Owner,
    reason: Reason,
    on: Decided = None,
    lake: Root = Path("lake"),
    conf: Conf = None,
    definitions: Definitions = None,
) -> None:
    """Publish another value, while a day that it stands for is in the period: the measured one is wrong."""
    said = {"owner": owner, "reason": reason, "value": value}
    _decide("correct", measure, period, on, lake, conf, definitions, said)


def _decide(
    act: str,
    measure: str,
    period: datetime,
    on: datetime | None,
    root: Path,
    conf: list[Path] | None,
    definitions: Path | None,
    said: dict[str, Any],
) -> None:
    """One more entry of approvals.yml, of a measure that is out of limits in the period."""
    from tandem.approvals import LIST, read_approval
    from tandem.cli.held import holds_of
    from tandem.cli.lake import opened
    from tandem.definitions import add_entry, load_definition

    where, end = f"hold {act}", period.date()
    lake = opened(root, conf)
    decided = on.date() if on else _last_night(lake)
    entry = {"measure": measure, "period": end, **said, "decided": decided}
    approval = read_approval(where, entry)
    path = (definitions or lake.definitions) / "approvals.yml"
    load_definition(path)
    _, rows = holds_of(lake, end)
    held = [row["cell"] for row in rows]
    if measure not in held:
        raise UsageError(
            f"{where}: {measure} is not out of limits in the period to {end}; that are {', '.join(held) or 'none'}"
        )
    version = add_entry(path, LIST, entry).version
    what = "what was measured" if approval.value is None else f"{approval.value:g}"
    typer.echo(f"{path}: version {version}; nights from now on publish {what} of {measure} for days to {end}")


def _last_night(lake: Lake) -> date:
    from tandem.cli.held import holds_of

    return holds_of(lake, None)[0]
