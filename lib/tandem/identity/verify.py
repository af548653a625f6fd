"""Persons held against the links that make them, by walking along them: another way than the one that made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.columns.owners import known_today
from tandem.errors import PersonsError
from tandem.identity.bases import accepted_links

MOST_EDGES = 100_000  # about as many are walked a night; where there are more, each night takes other persons


def verify_persons(edges: DataFrame, people: DataFrame, *, night: date) -> None:
    """Raise PersonsError when persons do not fit the links between their ids; asked every night, even of old ones."""
    if wrong := disagreements(edges, people, night=night):
        raise PersonsError(f"35_identity: {night}: identity.people does not fit identity.edges: {'; '.join(wrong)}")


def disagreements(edges: DataFrame, people: DataFrame, *, night: date, most_edges: int = MOST_EDGES) -> list[str]:
    """What is wrong with the persons of strong ids, one line a kind; nothing when nothing is.

    Every accepted edge joins two ids of one person, and the ids of every person hang together by accepted edges.
    """
    strong = known_today(people).where(F.col("id_type") != "device").select("id", "person_id")
    pairs = accepted_links(edges).select("id_a", "id_b").distinct()
    for end in "ab":
        owners = strong.withColumnsRenamed({"id": f"id_{end}", "person_id": f"person_{end}"})
        pairs = pairs.join(owners, on=f"id_{end}", how="left")
    joins_two = ~F.coalesce(F.col("person_a") == F.col("person_b"), F.lit(False))
    example = F.min(F.when(joins_two, F.struct("id_a", "id_b"))).alias("example")
    [counted] = pairs.agg(F.count("*").alias("edges"), F.count_if(joins_two).alias("outside"), example).collect()
    if counted["outside"]:
        ends = " - ".join(counted["example"])
        return [f"{counted['outside']:,} of {counted['edges']:,} accepted edges lie in no one person, e.g. {ends}"]
    parts = max(1, -(-counted["edges"] // most_edges))
    return _strays_among(strong, pairs.select("id_a", "id_b", F.col("person_a").alias("person_id")), parts, night)


def _strays_among(strong: DataFrame, pairs: DataFrame, parts: int, night: date) -> list[str]:
    """Strays among the persons of one of so many parts, another one each night."""
    in_part = F.pmod(F.xxhash64("person_id"), F.lit(parts)) == night.toordinal() % parts
    members = [(row["person_id"], row["id"]) for row in strong.where(in_part).collect()]
    found = strays(members, [(row["id_a"], row["id_b"]) for row in pairs.where(in_part).collect()])
    return [f"{len(found):,} ids hang on no accepted edge to their person, e.g. {found[0]}"] if found else []


def strays(members: Iterable[tuple[str, str]], pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Ids that no walk along `pairs` reaches from the smallest id of their person, in order.

    `members` are persons with their ids, each id once.
    """
    near: dict[str, list[str]] = defaultdict(list)
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    ids_of: dict[str, set[str]] = defaultdict(set)
    for person, id_ in members:
        ids_of[person].add(id_)
    return sorted(id_ for ids in ids_of.values() for id_ in ids - _reached(min(ids), near))


def _reached(start: str, near: dict[str, list[str]]) -> set[str]:
    """All ids that can be walked to."""
    seen, ahead = {start}, [start]
    while ahead:
        new = [id_ for id_ in near.get(ahead.pop(), ()) if id_ not in seen]
        seen.update(new)
        ahead += new
    return seen
