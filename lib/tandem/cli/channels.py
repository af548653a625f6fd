"""`tandem channels compare`: two versions of the channels side by side, over a file without Java, or over a lake."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tandem.channels.compare import Comparison
    from tandem.channels.marks import Marks, Stated

Old = Annotated[Path, typer.Argument(metavar="OLD.yml", help="One definition of channels.")]
New = Annotated[Path, typer.Argument(metavar="NEW.yml", help="The other.")]
Visits = Annotated[
    str | None,
    typer.Argument(help="CSV, one row per visit or link: any of source, medium, campaign, referrer, url; count."),
]
Lake = Annotated[Path | None, typer.Option(help="In place of a file: the events in clean.events below this folder.")]
Conf = Annotated[list[Path] | None, typer.Option(help="Settings of that lake, laid over base.yml; later files win.")]
Out = Annotated[str | None, typer.Option(help="Write what moves as CSV; - for standard output.")]

channels = typer.Typer(no_args_is_help=True, help="What another version of the channels would change.")
HEAD = ("from", "to", "old_source", "old_medium", "new_source", "new_medium", "campaign", "count")
EXAMPLES = 3  # of each pair of channels; a file takes them all
MOST = 1_000_000  # different combinations of tags and referrer that fit into memory; a shop has some thousands


@channels.command()
def compare(old: Old, new: New, visits: Visits = None, lake: Lake = None, conf: Conf = None, out: Out = None) -> None:
    """Print how many visits move from which channel to which, with examples."""
    from tandem.channels.compare import compare
    from tandem.channels.rules import read_channels
    from tandem.definitions import load_definition, version_of
    from tandem.delimited.write import checked_target, write_csv

    if (visits is None) == (lake is None):
        raise UsageError("channels compare: give either a file of visits, - for standard input, or --lake")
    target = None if out is None else checked_target(out, beside=visits)
    definitions = [load_definition(path) for path in (old, new)]
    before, after = map(read_channels, definitions)
    click_ids = list(dict.fromkeys((*before.click_ids, *after.click_ids)))
    counted = visits_in_lake(lake, conf or [], click_ids) if lake else visits_in_file(visits or "", click_ids)
    found = compare(counted, before, after)
    if target is not None:
        write_csv(target, HEAD, lines(found))
    show(found, [version_of(each) for each in definitions], "events" if lake else "visits", to_stderr=out == "-")


def visits_in_file(given: str, click_ids: Sequence[str]) -> Counter[Stated]:
    """Visits of a file, or of standard input for `-`, by what they state."""
    from tandem.channels.visits_file import read_visits
    from tandem.delimited.table import open_table

    return read_visits(open_table(given), click_ids)


def visits_in_lake(root: Path, conf: Sequence[Path], click_ids: Sequence[str]) -> Counter[Stated]:
    """Events of a lake that bring a mark, by what they state."""
    from tandem.clean.marks import count_stated
    from tandem.cli.lake import opened
    from tandem.tables import EVENTS

    tables = opened(root, conf)
    if tables.marker(EVENTS) is None:
        raise UsageError(f"channels compare: no {EVENTS.full_name} in {root}")
    rows = count_stated(tables.read(EVENTS), click_ids).limit(MOST + 1).collect()
    if len(rows) > MOST:
        raise UsageError(f"channels compare: {root} has more than {MOST:,} combinations of tags and referrer")
    return Counter({stated_in(row.asDict()): row["events"] for row in rows})


def stated_in(row: dict[str, Any]) -> Stated:
    """One row of `count_stated`, without its count."""
    from tandem.channels.marks import Stated

    return Stated(**{name: row[name] for name in Stated._fields} | {"click_ids": tuple(row["click_ids"])})


def lines(found: Comparison) -> list[tuple[object, ...]]:
    """One line per pair of channels and marks, most first: from, to, source and medium by both versions, count."""
    return [
        (before, after, *was[:2], *now[:2], now.campaign, count)
        for before, after, _ in found.channels()
        for was, now, count in found.between(before, after)
    ]


def show(found: Comparison, versions: Sequence[str], what: str, *, to_stderr: bool) -> None:
    """Print each pair of channels with what moves most between them, and how many of all do."""
    from tandem.cli.counts import show_table

    rows = []
    for before, after, count in found.channels():
        examples = found.between(before, after)
        first, *rest = (f"{said(was, now)} ({each:,})" for was, now, each in examples[:EXAMPLES])
        more = [f"and {len(examples) - EXAMPLES:,} more"] if len(examples) > EXAMPLES else []
        rows += [(before, after, f"{count:,}", first), *(("", "", "", each) for each in (*rest, *more))]
    if rows:
        show_table(("from", "to", what, "source / medium / campaign"), rows, to_stderr=to_stderr)
        typer.echo(err=to_stderr)
    moved = sum(found.moved.values())
    share = f" ({moved / found.visits:.2%})" if moved else ""
    typer.echo(f"{' -> '.join(versions)}: {moved:,} of {found.visits:,} {what} move{share}", err=to_stderr)


def said(was: Marks, now: Marks) -> str:
    """Google / cpc / spring; where the versions read source or medium differently, both."""
    texts = list(dict.fromkeys(" / ".join(word or "-" for word in marks[:2]) for marks in (was, now)))
    return " -> ".join(texts) + (f" / {now.campaign}" if now.campaign else "")
