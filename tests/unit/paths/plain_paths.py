"""Attribution by its definitions, in plain Python with fractions: slow, and nothing in common with the kernels."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial

import numpy as np
from hypothesis import strategies as st

from tandem.paths.arrays import Paths

CHANNELS = "abcd"


def paths_of(*rows, names=None):
    """Paths of rows (channels, conversions, value, nulls); channels are letters or a list of names."""
    names = names or tuple(dict.fromkeys(channel for row in rows for channel in row[0]))
    sizes = [len(row[0]) for row in rows]
    columns = [np.array(column, dtype=float) for column in zip(*(row[1:] for row in rows), strict=True)]
    return Paths(
        names=names,
        touch=np.array([names.index(channel) for row in rows for channel in row[0]], dtype=np.int64),
        starts=(np.cumsum(sizes) - sizes).astype(np.int64),
        conversions=columns[0],
        value=columns[1],
        nulls=columns[2],
    )


@st.composite
def path_rows(draw):
    """Up to 12 rows of short paths over four channels: some never convert, some always do."""
    counts = st.integers(0, 4)
    rows = draw(
        st.lists(
            st.tuples(st.text(CHANNELS, min_size=1, max_size=6), counts, st.integers(0, 30), counts),
            min_size=1,
            max_size=12,
        )
    )
    rows = [(path, conversions, value if conversions else 0, nulls) for path, conversions, value, nulls in rows]
    return [*rows, (draw(st.text(CHANNELS, min_size=1, max_size=4)), 1, draw(st.integers(0, 9)), 1)]


def plain_removal_effects(rows, order, names):
    """{channel: (effect on conversions, effect on value)}: delete the channel from the chain and solve again."""
    whole = expected(rows, order, removed=None)
    effects = {}
    for name in names:
        without = expected(rows, order, removed=name)
        effects[name] = tuple(
            1 - some / all_ if all_ else Fraction(0) for some, all_ in zip(without, whole, strict=True)
        )
    return effects


def expected(rows, order, removed):
    """Conversions and value expected of one journey, when a step into `removed` ends it with nothing."""
    steps, left = {}, {}
    for path, conversions, value, nulls in rows:
        weight = conversions + nulls
        walk = ["start", *(tuple(path[max(0, at + 1 - order) : at + 1]) for at in range(len(path)))]
        for source, target in pairwise(walk):
            steps.setdefault(source, {}).setdefault(target, Fraction(0))
            steps[source][target] += weight
            left[source] = left.get(source, 0) + weight
        ends = steps.setdefault(walk[-1], {})
        left[walk[-1]] = left.get(walk[-1], 0) + weight
        for goal, amount in (("conversions", conversions), ("value", value)):
            ends[goal] = ends.get(goal, Fraction(0)) + Fraction(amount)
    known = [state for state in steps if left[state] and state[-1] != removed]
    solved = [solve(known, steps, left, goal) for goal in ("conversions", "value")]
    return tuple(answer["start"] for answer in solved)


def solve(known, steps, left, goal):
    """x = Q x + r by elimination on fractions: what `goal` is worth from each state."""
    rows = []
    for state in known:
        row = [Fraction(int(state == other)) - steps[state].get(other, 0) / left[state] for other in known]
        rows.append([*row, steps[state].get(goal, Fraction(0)) / left[state]])
    for at in range(len(rows)):
        pivot = next(other for other in range(at, len(rows)) if rows[other][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [cell / rows[at][at] for cell in rows[at]]
        for other in range(len(rows)):
            if other != at and rows[other][at]:
                factor = rows[other][at]
                rows[other] = [cell - factor * base for cell, base in zip(rows[other], rows[at], strict=True)]
    return {state: row[-1] for state, row in zip(known, rows, strict=True)}


def plain_shapley(worth_by_set, players):
    """{player: value}: marginal worth of each player over all 2^n coalitions of the others (Shapley 1953)."""

    def worth(coalition):
        return sum((worth for members, worth in worth_by_set.items() if members <= coalition), Fraction(0))

    values = {}
    for player in players:
        others = [other for other in players if other != player]
        values[player] = Fraction(0)
        for size in range(len(others) + 1):
            chance = Fraction(factorial(size) * factorial(len(others) - size), factorial(len(players)))
            for some in combinations(others, size):
                values[player] += chance * (worth({*some, player}) - worth(set(some)))
    return values
