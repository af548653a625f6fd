"""Pairs of records made persons: best pairs first, and, where a list holds a person once, no two of its records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MODEL = "model"  # what links a pair that no rule links


@dataclass(frozen=True)
class Pair:
    """Two records, by place, that may be one person."""

    left: int
    right: int
    probability: float  # as the model sees it
    rule: str  # that links them whatever the model thinks; MODEL where none does


@dataclass(frozen=True)
class Clusters:
    """Which records are one person, and why."""

    first: list[int]  # of each record, the first record of its person
    best: list[Pair | None]  # of each record, the best pair that links it; None when it is alone
    links: list[Pair]  # all pairs within a person
    refused: list[Pair]  # pairs that would have brought two records of a list together


def cluster(size: int, pairs: Iterable[Pair], sources: Sequence[str] | None = None) -> Clusters:
    """Persons of `size` records: pairs of rules first, then by falling probability; equal ones by place.

    With `sources` a person has at most one record of each; without, persons are the connected components.
    """
    first = list(range(size))
    held = [{source} for source in sources] if sources else [set[str]() for _ in first]
    best: list[Pair | None] = [None] * size
    ordered = sorted(pairs, key=lambda pair: (pair.rule == MODEL, -pair.probability, pair.left, pair.right))
    for pair in ordered:
        a, b = sorted((_root(first, pair.left), _root(first, pair.right)))
        if a == b or held[a] & held[b]:
            continue
        first[b] = a
        held[a] |= held[b]
        for end in (pair.left, pair.right):
            best[end] = best[end] or pair
    roots = [_root(first, place) for place in range(size)]
    within = [roots[pair.left] == roots[pair.right] for pair in ordered]
    links = [pair for pair, is_link in zip(ordered, within, strict=True) if is_link]
    refused = [pair for pair, is_link in zip(ordered, within, strict=True) if not is_link]
    return Clusters(roots, best, links, refused)


def _root(first: list[int], place: int) -> int:
    """The first record of a person so far; the way to it is halved."""
    while first[place] != place:
        first[place] = first[first[place]]
        place = first[place]
    return place
