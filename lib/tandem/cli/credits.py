"""What `tandem attribute` does once its options are read: definitions, the file, its credits, a table and a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from tandem.cli.credit_table import show_answer
from tandem.definitions import load_definition
from tandem.delimited.text import STANDARD
from tandem.delimited.write import checked_target
from tandem.paths.answer import Question, answer, answer_like
from tandem.paths.models import load_rules
from tandem.paths.parity import load_parity
from tandem.paths.read import Layout, read_paths
from tandem.paths.transforms import transform_of
from tandem.paths.write import ENDINGS, write_credits
from tandem.shipped import conf_folder


def show_credits(
    file: Path, layout: Layout, question: Question, *, rules: Sequence[Path], like: str | None, out: Path | None
) -> None:
    """Print the credits of a file, and write them where that is asked."""
    # All that can be refused without the file is refused before it is read.
    files = [conf_folder() / "attribution_models.yml", *rules]
    known = load_rules(*files)
    parity = load_parity(conf_folder() / "parity", like) if like else None
    for name in question.transforms:
        transform_of(name)
    target = None if out is None else checked_target(out, *ENDINGS, beside=file)
    found = read_paths(file, layout)
    said = answer_like(found, question, known, parity) if parity else answer(found, question, known)
    console = Console(highlight=False, stderr=target == STANDARD)
    show_answer(console, found, said, parity, [load_definition(path) for path in files])
    if target is not None:
        write_credits(target, said.rows())
    if target not in (None, STANDARD):
        typer.echo(f"\ncredits: {target}")
