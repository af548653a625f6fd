"""`tandem identity explain | audit | unmerge | link`: why an id is whose, who must not be one person, and who is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.lake import Conf, Root
from tandem.errors import UsageError

if TYPE_CHECKING:
    from tandem.identity import Evidence
    from tandem.lake import Lake

MOST_IDS = 2_000
AnyId = Annotated[str, typer.Argument(metavar="ID", help="Strong id or device as in identity.people, 32 hex.")]
Night = Annotated[datetime | None, typer.Option(help="As known on that night.", formats=["%Y-%m-%d"])]
Since = Annotated[datetime | None, typer.Option(help="Growth since that night; else the last.", formats=["%Y-%m-%d"])]
Definitions = Annotated[Path, typer.Option(help="Folder of your definitions, with links.yml in it.")]
Lists = Annotated[list[Path], typer.Argument(help="Lists of records, CSV or parquet; persons may be in several.")]
Model = Annotated[Path | None, typer.Option(help="Definition of the linkage; else conf/records/people.yml.")]
OnePerSource = Annotated[bool, typer.Option("--one-per-source", help="No list holds a person twice.")]
Out = Annotated[Path | None, typer.Option(help="Write one row a record as CSV; - for standard output.")]

identity = typer.Typer(no_args_is_help=True, help="Why ids are one person, which must not be, and which records are.")


@identity.command()
def explain(id_: AnyId, lake: Root = Path("lake"), conf: Conf = None, night: Night = None) -> None:
    """Print the links that lead from an id to its person, refused links, and what was published before."""
    from tandem.cli.lake import opened
    from tandem.identity import evidence, explained

    tables = opened(lake, conf)
    people = _people(tables, id_, night)
    ends = list(dict.fromkeys(row["via"] for row in people if row["id_type"] == "device")) or [id_]
    seen = [evidence(end, lambda ids: _edges(tables, ids, night), most_ids=MOST_IDS) for end in ends]
    if not people and not any(each.links for each in seen):
        raise UsageError(f"identity: {id_} was never linked with another id nor seen on a device in {lake}")
    for line in explained(id_, _together(seen), people):
        typer.echo(line)


@identity.command()
def audit(lake: Root = Path("lake"), conf: Conf = None, since: Since = None) -> None:
    """Print sizes, bridges and growth of persons, links refused, likely owners, and what conversions depend on."""
    from tandem.cli.identity_audit import show_audit
    from tandem.cli.lake import opened

    show_audit(opened(lake, conf), since.date() if since else None)


@identity.command()
def unmerge(
    a: Annotated[str, typer.Argument(help="One end of the link, 32 hex.")],
    b: Annotated[str, typer.Argument(help="The other end.")],
    reason: Annotated[str, typer.Option(help="Why they are two persons.")],
    owner: Annotated[str, typer.Option(help="Who answers for it.")],
    since: Annotated[datetime, typer.Option(help="Day of the decision.", formats=["%Y-%m-%d"])],
    definitions: Definitions,
) -> None:
    """Never link two ids again: the next night refuses their edges and restates open days."""
    from tandem.definitions import load_definition
    from tandem.identity import forbidden_pairs, read_pair, with_pair

    path = definitions / "links.yml"
    pair = read_pair("identity unmerge", {"a": a, "b": b, "reason": reason, "owner": owner, "since": since.date()})
    if any((pair.a, pair.b) == (each.a, each.b) for each in forbidden_pairs(load_definition(path))):
        raise UsageError(f"{path}: {pair.a} and {pair.b} are on the list already")
    unfinished = path.with_suffix(".yml.part")
    unfinished.write_text(with_pair(path.read_text(encoding="utf-8"), pair), encoding="utf-8")
    unfinished.replace(path)
    typer.echo(f"{path}: version {load_definition(path).version}; the next night refuses what links them")


@identity.command()
def link(lists: Lists, model: Model = None, one_per_source: OnePerSource = False, out: Out = None) -> None:
    """Link records of customer lists that are one person; no lake, no Java (docs/records.md)."""
    from tandem.cli.records import show_links
    from tandem.definitions import load_definition
    from tandem.delimited.text import STANDARD
    from tandem.delimited.write import checked_target, write_csv
    from tandem.records.definition import read_model
    from tandem.records.link import HEAD, link_records
    from tandem.shipped import conf_folder

    targets = [checked_target(out, beside=each) for each in lists] if out else []
    definition = load_definition(model or conf_folder() / "records" / "people.yml")
    said = read_model(definition)
    linked = link_records(lists, said, one_per_source=one_per_source)
    if targets:
        write_csv(targets[0], HEAD, linked.rows())
    show_links(linked, definition, said, to_stderr=STANDARD in targets)


def _people(lake: Lake, id_: str, night: datetime | None) -> list[dict[str, Any]]:
    """Rows of identity.people of one id; on `night` nothing was known that later nights found."""
    from pyspark.sql import functions as F

    from tandem.tables import PEOPLE

    rows = [row.asDict() for row in lake.read(PEOPLE).where(F.col("id") == id_).collect()]
    if night is None:
        return rows
    then = [row for row in rows if row["known_from"] <= night.date()]
    return [{**row, "known_to": None} if row["known_to"] and row["known_to"] > night.date() else row for row in then]


def _edges(lake: Lake, ids: Sequence[str], night: datetime | None) -> list[dict[str, Any]]:
    """Links between strong ids with one of `ids` at an end, up to `night`."""
    from pyspark.sql import functions as F

    from tandem.identity.bases import is_strong
    from tandem.tables import EDGES

    edges = lake.read(EDGES).where(is_strong() & (F.col("id_a").isin(*ids) | F.col("id_b").isin(*ids)))
    chosen = edges if night is None else edges.where(F.col("date") <= F.lit(night.date()))
    return [row.asDict() for row in chosen.collect()]


def _together(seen: Sequence[Evidence]) -> Evidence:
    """The links of several ids as one, each link once."""
    from tandem.identity import Evidence

    return Evidence(tuple({(link.a, link.b, link.refused_by): link for each in seen for link in each.links}.values()))
