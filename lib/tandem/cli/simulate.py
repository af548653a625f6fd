"""`tandem simulate`: a company whose truth is known, landed as its suppliers would deliver it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tandem.errors import UsageError

Conf = Annotated[Path | None, typer.Option(help="Settings of the company; else those of the simulated one.")]
Lake = Annotated[
    Path | None, typer.Option(help="Parent folder of landing/ and truth/; else lake.root of the settings.")
]
People = Annotated[int, typer.Option(min=1, help="People in the simulated market.")]
Days = Annotated[int, typer.Option(min=1, help="Days to land, from the first of a fixed calendar on.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of all chance; the same seed gives the same bytes.")]
Effect = Annotated[float, typer.Option(min=0, help="Times the chance that an ad causes a purchase; 0: ads cause none.")]


def simulate(
    conf: Conf = None,
    lake: Lake = None,
    people: People = 2_000,
    days: Days = 30,
    seed: Seed = 1,
    effect: Effect = 1.0,
) -> None:
    """Land a company whose truth is known; days that it has landed before are left alone."""
    from tandem.config import load_config
    from tandem.shipped import conf_folder

    conf = conf or conf_folder() / "simulated.yml"
    settings = load_config(conf_folder() / "base.yml", conf)
    if settings.is_simulated:
        land(lake or settings.lake.root, people=people, days=days, seed=seed, effect=effect)
    else:
        typer.echo(f"{conf} is no simulated company, so its landing folder is left as it is")


def land(root: Path, *, people: int, days: int, seed: int, effect: float = 1.0) -> None:
    """Land the days that are missing below `root`, and note what has been landed."""
    from rich.console import Console

    from tandem.simulate import simulate as live

    note, company = root / "truth" / "landed.json", {"people": people, "seed": seed, "effect": effect}
    landed = landed_days(note, company)
    if landed >= days:
        typer.echo(f"{landed} days of {people:,} people are landed already in {root / 'landing'}")
        return
    with Console().status(f"landing {days - landed} days of {people:,} people") as status:

        def report(day: date, events: int) -> None:
            status.update(f"landing {day}: {events:,} events")

        done = live(
            landing=root / "landing",
            truth=root / "truth",
            people=people,
            days=days,
            seed=seed,
            from_day=landed,
            effect=effect,
            report=report,
        )
    note.write_text(json.dumps({**company, "days": days}))
    typer.echo(
        f"landed {done.first_day} to {done.last_day}: {done.files} files of {people:,} people in {root / 'landing'}"
    )


def landed_days(note: Path, company: dict[str, float]) -> int:
    """Days that an earlier call landed whole; 0 when there was none.

    Raises UsageError when the folder holds another company, because two of them do not mix.
    """
    if not note.is_file():
        return 0
    known = {"effect": 1.0, **json.loads(note.read_text())}  # notes of before it could be chosen lack it
    days: int = known.pop("days")
    if known != company:
        raise UsageError(
            f"simulate: {note.parent.parent} holds the company {known}, not {company}; choose another --lake"
        )
    return days
