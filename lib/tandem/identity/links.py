"""Pairs of ids that somebody who answers for it said are never one person: the definition conf/links.yml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import reduce
from typing import Any

from tandem.columns.ids import rekeyed_text
from tandem.definitions import Definition, with_entry
from tandem.errors import DefinitionError

RULE = "do_not_link"
ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Pair:
    """Two ids that are two persons, and who says so."""

    a: str  # the smaller id
    b: str
    reason: str
    owner: str
    since: date


def forbidden_pairs(links: Definition, keys: Sequence[bytes] = ()) -> list[Pair]:
    """The pairs of the definition, each with the smaller id first, also as later `keys` name their ids.

    A pair may have been written down under any key since the first, and holds under all after it. Raises
    DefinitionError that names the file and the entry.
    """
    entries = enumerate(links.body.get(RULE) or [], start=1)
    pairs = [read_pair(f"{links.path}: {RULE} {place}", entry) for place, entry in entries]
    later = [keys[epoch:] for epoch in range(1, len(keys))]
    return pairs + [under(since, pair) for since in later for pair in pairs]


def under(keys: Sequence[bytes], pair: Pair) -> Pair:
    """`pair` with both ids re-keyed by each of `keys` in turn, the smaller first."""
    a, b = sorted(reduce(rekeyed_text, keys, old_id) for old_id in (pair.a, pair.b))
    return replace(pair, a=a, b=b)


def read_pair(where: str, entry: Any) -> Pair:
    """A pair with the smaller id first. Raises DefinitionError that begins with `where`."""
    expected = ", ".join(Pair.__annotations__)
    if not isinstance(entry, dict) or set(entry) != set(Pair.__annotations__) or not all(entry.values()):
        raise DefinitionError(f"{where} is {entry!r}, expected {expected}")
    smaller, larger = sorted((str(entry["a"]), str(entry["b"])))
    if smaller == larger or not ID.fullmatch(smaller) or not ID.fullmatch(larger):
        raise DefinitionError(
            f"{where}: a is {smaller!r} and b {larger!r}, expected two different ids of 32 hex digits"
        )
    if not isinstance(entry["since"], date):
        raise DefinitionError(f"{where}: since is {entry['since']!r}, expected a date like 2026-01-05")
    return Pair(smaller, larger, str(entry["reason"]), str(entry["owner"]), entry["since"])


def with_pair(text: str, pair: Pair) -> str:
    """The text of the definition with one more pair at its end and the next version, all else as it stands."""
    return with_entry(text, RULE, asdict(pair))
