"""`tandem bots`: which user agents of a file are robots', without a lake and without Java."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tandem.definitions import Definition

Agents = Annotated[str, typer.Argument(help="A file with one user agent a line, plain or gzip; - for standard input.")]
Out = Annotated[str | None, typer.Option(help="Write one row a line of the file as CSV; - for standard output.")]
Bots = Annotated[Path | None, typer.Option(help="Another definition in place of conf/bots.yml.")]

HEAD = ("agent", "verdict", "class", "rule", "list_version")
Verdict = tuple[str, str, str, str, str]


def bots(agents: Agents, out: Out = None, definition: Bots = None) -> None:
    """Judge the user agents of a file: bot, human or unknown, by class and rule."""
    from tandem.definitions import load_definition
    from tandem.delimited.text import read_lines
    from tandem.delimited.write import checked_target, write_csv
    from tandem.shipped import conf_folder

    target = None if out is None else checked_target(out, beside=agents)
    known = load_definition(definition or conf_folder() / "bots.yml")
    verdicts = judged_lines(read_lines(agents, what="user agent"), known)
    if target is not None:
        write_csv(target, HEAD, verdicts)
    show_counts(verdicts, to_stderr=out == "-")


def judged_lines(lines: list[str], known: Definition) -> list[Verdict]:
    """One row a line, in their order: agent, verdict, class, rule, list version."""
    from tandem.agents import judge_texts, list_version_of, texts_of

    different = list(dict.fromkeys(lines))
    places, said = judge_texts(texts_of(different), known)
    told = [
        (str(each["verdict"]), str(each["class"]), each["rule"] or "", list_version_of(each["rule"], known))
        for each in said
    ]
    verdicts = dict(zip(different, (told[place] for place in places.tolist()), strict=True))
    return [(line, *verdicts[line]) for line in lines]


def show_counts(verdicts: list[Verdict], *, to_stderr: bool) -> None:
    """Print how many lines and how many different agents have each verdict and class."""
    from tandem.cli.counts import show_table

    lines = Counter((verdict, kind) for _, verdict, kind, _, _ in verdicts)
    different = Counter((verdict, kind) for _, verdict, kind in {each[:3] for each in verdicts})
    rows = [(*key, f"{count:,}", f"{different[key]:,}") for key, count in sorted(lines.items(), key=_most_first)]
    everything = ("all", "", f"{len(verdicts):,}", f"{different.total():,}")
    show_table(("verdict", "class", "lines", "agents"), [*rows, everything], to_stderr=to_stderr)


def _most_first(counted: tuple[tuple[str, str], int]) -> tuple[str, int, str]:
    (verdict, kind), count = counted
    return (verdict, -count, kind)
