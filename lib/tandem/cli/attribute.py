"""`tandem attribute`: what every channel of a file of paths earns. No lake, no Java; kernels are in tandem.paths."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.errors import UsageError

File = Annotated[
    Path, typer.Argument(help="CSV, gzip or plain: one path a row, or one touch a row; - for standard input.")
]
Models = Annotated[str, typer.Option(help="all, or names with commas between; an unknown name lists them.")]
Order = Annotated[str, typer.Option(help="Order of the Markov chain: 1, 2, 3, or auto (best on held-out paths).")]
Out = Annotated[
    Path | None, typer.Option(help="Write credits with every digit: .csv, .parquet, or - for standard output.")
]
Transforms = Annotated[str, typer.Option(help="Path transforms in turn, e.g. exposure,remove_if_not_all[Direct].")]
Separator = Annotated[str, typer.Option(help="What stands between the steps of a path.")]
Delimiter = Annotated[str | None, typer.Option(help="What stands between fields; guessed when left out.")]
Column = Annotated[list[str] | None, typer.Option(help="ROLE=NAME of a column that is not guessed; repeatable.")]
Rules = Annotated[list[Path] | None, typer.Option(help="Definition with rule models of your own; repeatable.")]
Like = Annotated[str | None, typer.Option(help="A tool's documented rules: ga4, snowplow, adobe, ...; ours beside.")]
MaxBadShare = Annotated[float, typer.Option(help="Share of bad rows to set aside and count, instead of refusing.")]


def attribute(
    file: File,
    models: Models = "all",
    order: Order = "auto",
    out: Out = None,
    transforms: Transforms = "",
    separator: Separator = " > ",
    delimiter: Delimiter = None,
    column: Column = None,
    rules: Rules = None,
    like: Like = None,
    max_bad_share: MaxBadShare = 0.0,
) -> None:
    """Print what each channel of a file of paths earns, by rule and by data-driven models."""
    from tandem.cli.credits import show_credits
    from tandem.paths.answer import Question
    from tandem.paths.columns import told
    from tandem.paths.read import Layout
    from tandem.paths.transforms import names_in

    question = Question(models_of(models), tuple(names_in(transforms)), order_of(order))
    layout = Layout(told(column or []), separator, delimiter, max_bad_share)
    show_credits(file, layout, question, rules=rules or [], like=like, out=out)


def models_of(text: str) -> tuple[str, ...]:
    """Names of models; none for all of them."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise UsageError(f"--models: {text!r} names none, expected all, or names with commas between")
    return () if "all" in names else names


def order_of(text: str) -> int | None:
    """An order; None to choose it."""
    if text not in ("1", "2", "3", "auto"):
        raise UsageError(f"--order: {text!r}, expected 1, 2, 3 or auto")
    return None if text == "auto" else int(text)
