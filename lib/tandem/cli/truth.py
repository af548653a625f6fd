"""`tandem truth`: measured against simulated truth, for any seed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PEOPLE, EFFECT = 2_000, 1.0

Seed = Annotated[int, typer.Option(min=0, help="Seed of the company; any.")]
People = Annotated[int, typer.Option(min=1, help="People in the simulated market.")]
Days = Annotated[int, typer.Option(min=1, help="Days to land, from the first of a fixed calendar on.")]
Effect = Annotated[float, typer.Option(min=0, help="Times the chance that an ad causes a purchase; 0: ads cause none.")]
Seeds = Annotated[
    int | None, typer.Option(min=1, help="So many companies, from --seed on: intervals, causes, credit, loss; no lake.")
]
Conf = Annotated[
    list[Path] | None, typer.Option(help="Settings laid over conf/simulated.yml; with a --lake of its own.")
]
Lake = Annotated[Path | None, typer.Option(help="Parent folder of its layers; else lake/truth/<seed>.")]


def truth(
    seed: Seed = 7,
    people: People = PEOPLE,
    days: Days = 30,
    effect: Effect = EFFECT,
    seeds: Seeds = None,
    conf: Conf = None,
    lake: Lake = None,
) -> None:
    """Simulate a company, run its night, and print measured against true figures."""
    from rich.console import Console

    from tandem.cli.simulate import land
    from tandem.cli.truth_page import show_groups
    from tandem.cli.truth_tables import read_measured
    from tandem.errors import UsageError
    from tandem.job import Options
    from tandem.night import show_night
    from tandem.shipped import conf_folder
    from tandem.truth import compare, load_known

    if seeds is not None:
        from tandem.cli.truth_seeds import compare_seeds

        if conf or lake:
            raise UsageError("truth: --seeds makes no lake and reads no settings: leave out --lake and --conf")
        groups = compare_seeds(range(seed, seed + seeds), people=people, days=days, effect=effect)
        show_groups(Console(highlight=False), groups)
        return
    if conf and lake is None:
        raise UsageError("truth: --conf needs a --lake of its own: other settings make other tables")
    root = lake or own_folder(seed, people=people, effect=effect)
    land(root, people=people, days=days, seed=seed, effect=effect)
    nights = show_night(Options(conf=(conf_folder() / "simulated.yml", *(conf or ())), lake=root))
    measured = read_measured(nights)
    show_groups(Console(highlight=False), compare(load_known(root / "truth", nights.through), measured))


def own_folder(seed: int, *, people: int, effect: float) -> Path:
    """The lake of one company: another seed, size or effect is another company."""
    size = "" if people == PEOPLE else f"-people-{people}"
    strength = "" if effect == EFFECT else f"-effect-{effect:g}"
    return Path("lake/truth") / f"{seed}{size}{strength}"
