"""Links that alone hold a person together: one wrong bridge makes two people one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Bridge:
    """A link without which its person falls into two parts."""

    a: str
    b: str
    smaller_part: int  # ids


def bridges(pairs: Iterable[tuple[str, str]]) -> list[Bridge]:
    """Bridges of the graph of `pairs`, those that part most first (Tarjan 1974, without recursion). Linear."""
    near: dict[str, list[str]] = defaultdict(list)
    for a, b in {tuple(sorted(pair)) for pair in pairs}:
        near[a].append(b)
        near[b].append(a)
    found: list[Bridge] = []
    seen: set[str] = set()
    for start in sorted(near):
        if start not in seen:
            found += _below(start, near, seen)
    return sorted(found, key=lambda bridge: (-bridge.smaller_part, bridge.a, bridge.b))


def _below(start: str, near: dict[str, list[str]], seen: set[str]) -> Iterator[Bridge]:
    """Bridges of the component of `start`: links to a part that reaches no id before it by another way."""
    order, above = _walk(start, near)
    seen.update(order)
    earliest, sizes = dict(order), dict.fromkeys(order, 1)
    for end in reversed(order):
        up = above[end]
        for other in near[end]:
            if other != up:  # pairs are distinct, so only one link leads up
                earliest[end] = min(earliest[end], earliest[other] if above[other] == end else order[other])
        if up is None:
            continue
        sizes[up] += sizes[end]
        if earliest[end] == order[end]:
            yield Bridge(min(up, end), max(up, end), min(sizes[end], len(order) - sizes[end]))


def _walk(start: str, near: dict[str, list[str]]) -> tuple[dict[str, int], dict[str, str | None]]:
    """Depth first: the place of each id on the way, and the id from which it was reached."""
    order: dict[str, int] = {}
    above: dict[str, str | None] = {}
    ahead: list[tuple[str, str | None]] = [(start, None)]
    while ahead:
        end, up = ahead.pop()
        if end in order:
            continue
        order[end], above[end] = len(order), up
        ahead += [(other, end) for other in near[end] if other not in order]
    return order, above
