from random import Random

import pyarrow as pa
import pytest

from clock import at
from tandem.identity.components import build_persons, label_batches

EDGE = """id_a string, id_b string, type_a string, type_b string, basis string, date date,
    first_seen_at timestamp, count bigint, refused_by string"""


TYPES = {"m": "email", "u": "user", "d": "device"}


def components(pairs, batch_size=50):
    table = pa.table({"id": [a for a, _ in pairs], "root": [b for _, b in pairs]}, schema=SCHEMA)
    forests = [
        batch for part in (table[::2], table[1::2]) if len(part) for batch in label_batches(part.to_batches(batch_size))
    ]
    roots = {}
    for batch in label_batches(iter(forests)):
        roots |= zip(batch["id"].to_pylist(), batch["root"].to_pylist(), strict=True)
    return roots


SCHEMA = pa.schema([("id", pa.string()), ("root", pa.string())])


def merged(pairs):
    """Union-find in plain Python: the sets of ids that hang together."""
    parent = {end: end for pair in pairs for end in pair}

    def top(node):
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for a, b in pairs:
        parent[top(a)] = top(b)
    sets = {}
    for node in parent:
        sets.setdefault(top(node), set()).add(node)
    return {frozenset(nodes) for nodes in sets.values()}


def as_sets(roots):
    sets = {}
    for node, root in roots.items():
        sets.setdefault(root, set()).add(node)
    return {frozenset(nodes) for nodes in sets.values()}


GRAPHS = {
    "no edge": [],
    "one edge": [("a", "b")],
    "the same edge twice": [("a", "b"), ("b", "a")],
    "a chain of 1,000 hops": [(f"n{no:04}", f"n{no + 1:04}") for no in range(1000)],
    "a hub of 50,000": [("hub", f"n{no}") for no in range(50_000)],
    **{
        f"random {seed}": [
            (f"n{Random(1000 * seed + no).randrange(60)}", f"n{Random(2000 * seed - no).randrange(60)}")
            for no in range(seed)
        ]
        for seed in (10, 25, 40, 80)
    },
}


@pytest.mark.parametrize("graph", GRAPHS)
def test_ids_share_a_root_exactly_when_edges_join_them(graph):
    pairs = GRAPHS[graph]

    assert as_sets(components(pairs, batch_size=7 if len(pairs) < 100 else 10_000)) == merged(pairs)


def test_a_person_is_named_after_the_id_first_seen(rows):
    def edge(a, b, clock, refused_by=None):
        return a, b, TYPES[a[0]], TYPES[b[0]], "login", at(clock).date(), at(clock), 1, refused_by

    edges = rows(
        EDGE,
        edge("m1", "u1", "09:00:00"),
        edge("m1", "u2", "10:00:00"),  # joins what m2 and u2 were, seen since eight
        edge("m2", "u2", "08:00:00"),
        edge("m3", "u3", "09:00:00"),
        edge("m4", "u4", "09:00:00"),
        edge("m4", "u1", "09:00:00", "limit:email"),
        edge("d1", "m3", "06:00:00"),  # a device is no strong id
        edge("d1", "m4", "06:00:00"),
    )
    visits = rows(
        "strong_id string, started_at timestamp",
        ("u3", at("07:00:00")),
        ("alone", at("07:00:00")),
        (None, at("01:00:00")),
    )

    persons = {row.id: (row.id_type, row.person_id) for row in build_persons(edges, visits).collect()}

    assert persons == {
        "m1": ("email", "m2"),
        "u1": ("user", "m2"),
        "m2": ("email", "m2"),
        "u2": ("user", "m2"),
        "m3": ("email", "u3"),  # visited before it was linked
        "u3": ("user", "u3"),
        "m4": ("email", "m4"),  # a tie: the smaller
        "u4": ("user", "m4"),
    }
