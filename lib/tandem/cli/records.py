"""What `tandem identity link` prints: persons, what linked them, and what a reader must know of the model."""

from __future__ import annotations

from collections import Counter

import typer

from tandem.cli.counts import show_table
from tandem.definitions import Definition, version_of
from tandem.records.definition import LinkModel
from tandem.records.link import Linked


def show_links(linked: Linked, definition: Definition, model: LinkModel, *, to_stderr: bool) -> None:
    """Print how many persons the lists hold, links by rule, persons by size, and notes."""
    records, sizes = linked.records, linked.sizes
    for source, count in Counter(records.source).items():
        typer.echo(f"{source}: {count:,} records", err=to_stderr)
    several = sum(count for size, count in sizes.items() if size > 1)
    typer.echo(f"{sizes.total():,} persons, {several:,} of them with several records\n", err=to_stderr)
    by_rule = Counter(pair.rule for pair in linked.clusters.links)
    show_table(("rule", "links"), [(rule, f"{n:,}") for rule, n in by_rule.most_common()], to_stderr=to_stderr)
    typer.echo(err=to_stderr)
    by_size = [(f"{size:,}", f"{count:,}") for size, count in sorted(sizes.items())]
    show_table(("records", "persons"), by_size, to_stderr=to_stderr)
    typer.echo(err=to_stderr)
    for note in notes(linked, model):
        typer.echo(note, err=to_stderr)
    typer.echo(f"model: {version_of(definition)}", err=to_stderr)


def notes(linked: Linked, model: LinkModel) -> list[str]:
    """What was looked at, how sure the model is, and what it could not learn or use."""
    told = [
        f"{linked.scored.compared:,} pairs compared; threshold {model.threshold:g}: by its own probabilities the model "
        f"expects {linked.expected_wrong:.1f} of its links to be wrong"
    ]
    if refused := len(linked.clusters.refused):
        told.append(f"{refused:,} pairs refused: they would bring two records of one list together")
    told += [
        f"only {pairs:,} pairs are equal in {columns}: too few to learn from, so Splink's starting weights stand there"
        for columns, pairs in linked.scored.untaught
    ]
    told += [
        f"{count:,} values of {column} are on more than {model.columns[column].most_records} records and count as blank"
        for column, count in linked.records.crowded.items()
    ]
    return told
