"""`tandem utm build | check`: links that keep the taxonomy, and links that break it. No lake, no Java."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tandem.taxonomy import Taxonomy, Violation

Url = Annotated[str, typer.Argument(help="The page to link to.")]
Source = Annotated[str, typer.Option(help="Where the link stands: google, facebook, ...")]
Medium = Annotated[str, typer.Option(help="What kind of link it is: cpc, email, ...")]
Campaign = Annotated[str, typer.Option(help="Name of the campaign, after the agency's prefix.")]
Content = Annotated[str | None, typer.Option(help="Which of several ads or links.")]
Term = Annotated[str | None, typer.Option(help="Keyword.")]
Id = Annotated[str | None, typer.Option(help="The platform's id of the campaign.")]
Urls = Annotated[str, typer.Argument(help="A CSV file, or one address a line, plain or gzip; - for standard input.")]
ColumnName = Annotated[str | None, typer.Option(help="Column of the addresses in a CSV file; else `url`.")]
Out = Annotated[str | None, typer.Option(help="Write one row a violation as CSV; - for standard output.")]
Definition = Annotated[Path | None, typer.Option(help="Another definition in place of conf/utm.yml.")]

utm = typer.Typer(no_args_is_help=True, help="Tag links to our pages by the taxonomy, and check links against it.")
HEAD = ("url", "parameter", "value", "problem", "fix", "agency")
LISTED = ("agency", "vendor", "problem", "parameter", "value", "fix")
SHOWN = 20  # kinds of violation on the screen; a file takes them all


@utm.command()
def build(
    url: Url,
    source: Source,
    medium: Medium,
    campaign: Campaign,
    content: Content = None,
    term: Term = None,
    id: Id = None,  # noqa: A002 -- the option is called --id, as the tag is
    definition: Definition = None,
) -> None:
    """Print the tagged address; exit code 2 when the taxonomy forbids it."""
    from tandem.addresses import personal_in, without_personal_parameters
    from tandem.taxonomy import spelled, tagged

    named = {"source": source, "medium": medium, "campaign": campaign, "id": id, "content": content, "term": term}
    given = {f"utm_{name}": value for name, value in named.items() if value is not None}
    taxonomy, personal = definitions(definition)
    tags = spelled(given, taxonomy)
    for tag, value in tags.items():
        if value != given[tag]:
            typer.echo(f"utm build: {tag} {given[tag]} is written {value}", err=True)
    built = tagged(without_personal_parameters(url, personal), tags)
    if found := personal_in(url, personal):
        typer.echo(f"utm build: removed personal data: {', '.join(found)}", err=True)
    typer.echo(built)


@utm.command()
def check(urls: Urls, column: ColumnName = None, out: Out = None, definition: Definition = None) -> None:
    """List what breaks the taxonomy; exit code 0 when all links conform, 1 when some do not, 2 for wrong use."""
    from tandem.cli.links import links_of
    from tandem.delimited.text import name_of, read_lines
    from tandem.delimited.write import checked_target, write_csv
    from tandem.taxonomy import is_tagged, violations_of

    target = None if out is None else checked_target(out, beside=urls)
    taxonomy, personal = definitions(definition)
    links = links_of(read_lines(urls, what="address"), column, where=name_of(urls))
    found = [violation for link in links for violation in violations_of(link, taxonomy, personal)]
    found.sort(key=lambda each: (each.agency, each.vendor, each.problem))  # stable: links keep their order
    if target is not None:
        write_csv(target, HEAD, [each[: len(HEAD)] for each in found])
    show(found, len(links), sum(map(is_tagged, links)), out)
    raise typer.Exit(1 if found else 0)


def definitions(path: Path | None) -> tuple[Taxonomy, list[str]]:
    """The taxonomy, and the names of personal parameters, which are those that the night removes."""
    from tandem.definitions import load_definition
    from tandem.shipped import conf_folder
    from tandem.taxonomy import read_taxonomy

    taxonomy = read_taxonomy(load_definition(path or conf_folder() / "utm.yml"))
    return taxonomy, load_definition(conf_folder() / "channels.yml").body["personal_parameters"]


def show(found: list[Violation], links: int, tagged: int, out: str | None) -> None:
    """Print what is wrong by agency and vendor unless a file takes it, and counts by problem, agency and vendor."""
    from tandem.cli.counts import show_table

    to_stderr = out == "-"
    if found and out is None:
        kinds = Counter(tuple(getattr(each, name) for name in LISTED) for each in found)
        listed = [(*kind, f"{count:,}") for kind, count in kinds.items()]
        show_table((*LISTED, "links"), listed[:SHOWN], to_stderr=False)
        if len(listed) > SHOWN:
            typer.echo(f"and {len(listed) - SHOWN:,} more; --out FILE lists all")
        typer.echo()
    for name in ("problem", "agency", "vendor"):
        counts = Counter(getattr(each, name) for each in found).most_common()
        if counts:
            rows = [(value, f"{count:,}") for value, count in counts]
            show_table((name, "violations"), rows, to_stderr=to_stderr)
            typer.echo(err=to_stderr)
    breaking = len({each.url for each in found})
    summary = f"{links:,} links, {tagged:,} tagged: {len(found):,} violations in {breaking:,} different links"
    removed = sum(each.problem == "personal_data" for each in found)
    typer.echo(f"{summary}, personal data removed {removed:,} times", err=to_stderr)
