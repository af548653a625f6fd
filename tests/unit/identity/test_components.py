from random import Random

import pyarrow as pa
import pytest

from clock import at
from tandem.config import IdentityConfig
from tandem.identity.components import build_persons, label_batches, label_components, label_in_one_task
from tandem.identity.stars import label_by_stars

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


def test_stars_and_one_task_find_the_same_components(spark):
    # All graphs in one frame, each with names of its own: rounds are what costs here.
    pairs = [(f"{graph}/{a}", f"{graph}/{b}") for graph, edges in GRAPHS.items() for a, b in edges]
    frame = spark.createDataFrame([*pairs, ("itself", "itself")], "id string, root string")

    by_stars = {row.id: row.root for row in label_by_stars(frame.distinct()).collect()}
    in_one_task = {row.id: row.root for row in label_in_one_task(frame.distinct()).collect()}

    assert as_sets(by_stars) == as_sets(in_one_task) == {*merged(pairs), frozenset(["itself"])}
    assert all(root == min(ids) for ids in as_sets(by_stars) for root in {by_stars[next(iter(ids))]})


@pytest.mark.parametrize(("most", "root"), [(2, "z"), (1, "a")], ids=["equal", "one_more"])
def test_more_links_than_one_task_may_hold_are_joined_by_stars(rows, most, root):
    # One task takes the id that it meets first for the root, stars the smallest.
    edges = rows("id_a string, id_b string, day int", ("z", "b", 1), ("z", "b", 2), ("z", "a", 1))

    found = label_components(edges, IdentityConfig(one_task_links=most)).collect()

    assert {row.id: row.root for row in found} == {"a": root, "b": root, "z": root}


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

    persons = {row.id: (row.id_type, row.person_id) for row in build_persons(edges, visits, IdentityConfig()).collect()}

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
