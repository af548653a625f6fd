"""Why an id belongs to its person: the links seen between ids, those refused, and what was published before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Rows = Iterable[Mapping[str, Any]]
INDENT = "  "


@dataclass(frozen=True)
class Link:
    """All that was seen of one pair of ids under one judgement."""

    a: str
    b: str
    types: Mapping[str, str]  # type of each of the two ids
    first: date
    last: date
    events: int
    days: int
    refused_by: str | None  # rule; None: accepted

    def other(self, end: str) -> str:
        """The id at the other end."""
        return self.b if end == self.a else self.a


@dataclass(frozen=True)
class Evidence:
    """The links around an id, out to the ends of its person."""

    links: Sequence[Link]

    def of(self, end: str) -> list[Link]:
        """Links of one id, the oldest first."""
        mine = [link for link in self.links if end in (link.a, link.b)]
        return sorted(mine, key=lambda link: (link.first, link.other(end)))


def evidence(start: str, edges_of: Callable[[Sequence[str]], Rows], *, most_ids: int) -> Evidence:
    """All links of `start` and of every id that accepted links lead to; `edges_of` gives rows of identity.edges.

    Ends when `most_ids` are known: nobody reads on.
    """
    links: dict[tuple[str, str, str | None], Link] = {}
    known, new = {start}, [start]
    while new and len(known) < most_ids:
        found = links_of(edges_of(new))
        links.update({(link.a, link.b, link.refused_by): link for link in found})
        reached = {end for link in found if link.refused_by is None for end in (link.a, link.b)}
        new = sorted(reached - known)
        known |= reached
    return Evidence(tuple(links.values()))


def links_of(edges: Rows) -> list[Link]:
    """Rows of identity.edges, one a day, as one link for each pair and judgement."""
    of_pair: dict[tuple[str, str, str | None], list[Mapping[str, Any]]] = defaultdict(list)
    for row in edges:
        of_pair[row["id_a"], row["id_b"], row["refused_by"]].append(row)
    return [
        Link(
            a=a,
            b=b,
            types={a: rows[0]["type_a"], b: rows[0]["type_b"]},
            first=min(row["date"] for row in rows),
            last=max(row["date"] for row in rows),
            events=sum(row["count"] for row in rows),
            days=len(rows),
            refused_by=refused_by,
        )
        for (a, b, refused_by), rows in of_pair.items()
    ]


def explained(start: str, seen: Evidence, people: Rows) -> list[str]:
    """Lines for a reader: the person, the tree of links from `start`, refused links, and earlier knowledge.

    `people` are rows of identity.people of `start`, whenever known; a device's tree begins at the logins that claim it.
    """
    held = sorted(people, key=lambda row: (row["known_from"], row["valid_from"]))
    today = [row for row in held if row["known_to"] is None]
    persons = list(dict.fromkeys(row["person_id"] for row in today)) or [start]
    lines = [f"{start} is person {', '.join(persons)}" if persons != [start] else f"{start} is a person of its own"]
    devices = [row for row in today if row["id_type"] == "device"]
    lines += [f"{INDENT}{_claim(row)}" for row in devices]
    for end in dict.fromkeys(row["via"] for row in devices) if devices else [start]:
        lines += _tree(end, seen)
    lines += [f"{INDENT}refused: {start} - {_said(link, start)}" for link in seen.of(start) if link.refused_by]
    lines += [
        f"{INDENT}before {row['known_to']}: person {row['person_id']}, known from {row['known_from']}"
        for row in held
        if row["known_to"] is not None
    ]
    return lines


def _tree(start: str, seen: Evidence) -> list[str]:
    """Each id once, below the id that first leads to it, breadth first."""
    told, level, below = {start}, [start], defaultdict[str, list[Link]](list)
    while level:
        following = []
        for end in level:
            for link in seen.of(end):
                if link.refused_by is None and link.other(end) not in told:
                    told.add(link.other(end))
                    below[end].append(link)
                    following.append(link.other(end))
        level = following
    return _branches(start, below, depth=1)


def _branches(end: str, below: Mapping[str, Sequence[Link]], *, depth: int) -> list[str]:
    lines = []
    for link in below.get(end, ()):
        lines += [INDENT * depth + _said(link, end), *_branches(link.other(end), below, depth=depth + 1)]
    return lines


def _said(link: Link, end: str) -> str:
    other = link.other(end)
    days = f"{link.first} to {link.last}" if link.first != link.last else f"{link.first}"
    rule = f", refused by {link.refused_by}" if link.refused_by else ""
    return f"{link.types[other]} {other}: {link.events} events on {link.days} days, {days}{rule}"


def _claim(row: Mapping[str, Any]) -> str:
    since, until = (row[name].strftime("%Y-%m-%d %H:%M") for name in ("valid_from", "valid_to"))
    if row["score"] is not None:
        return f"likely by {row['basis']}, score {row['score']}: person {row['person_id']} via {row['via']}"
    return f"{row['basis']} {since} to {until}: person {row['person_id']} via {row['via']}"
