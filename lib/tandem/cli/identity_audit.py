"""What `tandem identity audit` prints: sizes, largest and fastest growing persons, bridges, limits, conversions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import typer
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.cli.counts import titled
from tandem.cli.identity_likely import show_likely
from tandem.columns.owners import known_today
from tandem.errors import UsageError
from tandem.identity.audit import NEEDS, count_ids, count_needs, count_refusals, count_sizes, links_of_persons
from tandem.identity.bridges import bridges
from tandem.lake import Lake
from tandem.tables import CONVERSIONS, CREDITS, EDGES, PEOPLE, TOUCHES

LISTED = 10  # persons, and bridges


def show_audit(tables: Lake, since: date | None) -> None:
    """Print the audit of a lake; growth counts from the night `since`, the last that learnt anything when None."""
    edges, people = tables.read(EDGES), tables.read(PEOPLE)
    strong = known_today(people).where(F.col("id_type") != "device")
    [last] = strong.agg(F.max("known_from").alias("night")).collect()
    if last["night"] is None:
        raise UsageError(f"identity audit: no ids were ever linked in {tables.root}")
    night = since or last["night"]
    persons = count_ids(edges, people, since=night).persist()
    largest = persons.orderBy(F.desc("ids"), "person_id").limit(LISTED).collect()
    show_sizes(count_sizes(persons).orderBy("ids").collect())
    show_largest(largest, links_of_persons(edges, people))
    show_growth(persons.where("new_ids > 0").orderBy(F.desc("new_ids"), "person_id").limit(LISTED).collect(), night)
    show_refusals(count_refusals(edges).orderBy("rule").collect())
    persons.unpersist()
    show_likely(tables)
    [needed] = count_needs(tables.read(CREDITS), tables.read(TOUCHES), tables.read(CONVERSIONS), people).collect()
    for line in conversions_said(needed):
        typer.echo(line)


def show_sizes(sizes: Iterable[Row]) -> None:
    """Persons by number of ids, with density: links over pairs."""
    rows = [(f"{each.ids:,}", f"{each.persons:,}", f"{each.least:.2f}", f"{each.mean:.2f}") for each in sizes]
    titled("Persons of linked ids (density: links / pairs of ids)", ("ids", "persons", "least density", "mean"), rows)


def show_largest(persons: Sequence[Row], links: DataFrame) -> None:
    """The largest persons, and the links that alone hold them together."""
    wanted = links.where(F.col("person_id").isin([person.person_id for person in persons])).collect()
    events = {(link.id_a, link.id_b): link.events for link in wanted}
    of_person = {
        person.person_id: bridges((link.id_a, link.id_b) for link in wanted if link.person_id == person.person_id)
        for person in persons
    }
    rows = [
        (each.person_id, f"{each.ids:,}", f"{each.links:,}", f"{len(of_person[each.person_id]):,}") for each in persons
    ]
    titled("Largest persons (bridge: a link that alone joins two parts)", ("person", "ids", "links", "bridges"), rows)
    most = sorted((each for found in of_person.values() for each in found), key=lambda each: -each.smaller_part)
    parted = [(each.a, each.b, f"{each.smaller_part:,}", f"{events[each.a, each.b]:,}") for each in most[:LISTED]]
    titled("Bridges that part most", ("id", "id", "parts off", "events"), parted)


def show_growth(persons: Iterable[Row], night: date) -> None:
    """Persons that got most ids."""
    rows = [(each.person_id, f"{each.ids:,}", f"{each.new_ids:,}") for each in persons]
    titled(f"Largest growth since the night {night}", ("person", "ids", "new"), rows)


def show_refusals(refusals: Iterable[Row]) -> None:
    """Links that limits and the do-not-link list refused."""
    rows = [(each.rule, f"{each.links:,}", f"{each.ids:,}", f"{each.events:,}") for each in refusals]
    titled("Refused links", ("rule", "links", "ids", "events"), rows)


def conversions_said(needed: Row) -> Iterator[str]:
    """How many conversions depend on links, and by which."""
    total, credit = needed["conversions"], needed["conversions_credit"]
    yield f"Conversions with a touch: {total:,}"
    if not total:
        return
    for name, meaning in {"stitched": "with a touch that only stitching brings", **NEEDS}.items():
        share, credited = needed[name] / total, (needed[f"{name}_credit"] or 0.0) / credit
        yield f"  {needed[name]:,} ({share:.1%}; {credited:.1%} of linear credit) {meaning}"
