"""Bridges of small persons by hand, and of random graphs against taking each link away."""

import random

from tandem.identity.bridges import Bridge, bridges


def test_a_link_between_two_rings_is_the_only_bridge():
    rings = [("a", "b"), ("b", "c"), ("c", "a"), ("x", "y"), ("y", "z"), ("z", "w"), ("w", "x")]

    assert bridges([*rings, ("c", "x"), ("x", "c")]) == [Bridge("c", "x", 3)]


def test_every_link_of_a_chain_is_one_those_in_the_middle_part_most():
    chain = bridges((f"n{at:04}", f"n{at + 1:04}") for at in range(1_000))

    assert len(chain) == 1_000
    assert chain[:2] == [Bridge("n0499", "n0500", 500), Bridge("n0500", "n0501", 500)]


def test_random_graphs_have_the_bridges_that_taking_links_away_finds():
    for seed in range(100):
        dice = random.Random(seed)
        pairs = {tuple(sorted(dice.sample("abcdefghij", 2))) for _ in range(dice.randrange(1, 16))}

        assert {(each.a, each.b): each.smaller_part for each in bridges(pairs)} == taken_away(pairs)


def taken_away(pairs):
    """{link: ids of the smaller part} for links without which one end no longer reaches the other."""
    found = {}
    for a, b in pairs:
        left, right = (reached(end, pairs - {(a, b)}) for end in (a, b))
        if b not in left:
            found[a, b] = min(len(left), len(right))
    return found


def reached(start, pairs):
    seen, size = {start}, 0
    while len(seen) > size:
        size = len(seen)
        seen |= {end for pair in pairs if seen & set(pair) for end in pair}
    return seen
