"""Persons from pairs: hand-made ones, and random graphs against plain walks."""

import random

from tandem.records.clusters import MODEL, Pair, cluster


def pair(left, right, probability, rule=MODEL):
    return Pair(left, right, probability, rule)


def test_records_that_hang_together_are_one_person_named_after_the_first():
    found = cluster(5, [pair(3, 4, 0.97), pair(1, 3, 0.96)])

    assert found.first == [0, 1, 2, 1, 1]
    assert found.best == [None, pair(1, 3, 0.96), None, pair(3, 4, 0.97), pair(3, 4, 0.97)]
    assert found.refused == []


def test_a_rule_comes_before_any_probability():
    by_rule, likely = pair(0, 1, 0.2, "same_email"), pair(1, 2, 0.999)

    assert cluster(3, [likely, by_rule]).best == [by_rule, by_rule, likely]


def test_of_two_records_of_one_list_the_likelier_is_the_person_of_the_other_list():
    lists = ["shop", "shop", "club"]
    worse, better = pair(0, 2, 0.96), pair(1, 2, 0.99)

    found = cluster(3, [worse, better], lists)

    assert found.first == [0, 1, 1]
    assert (found.links, found.refused) == ([better], [worse])


def test_a_third_list_cannot_smuggle_two_records_of_one_list_together():
    lists = ["shop", "club", "app", "shop"]

    found = cluster(4, [pair(0, 1, 0.99), pair(1, 2, 0.98), pair(2, 3, 0.97)], lists)

    assert found.first == [0, 0, 0, 3]
    assert found.refused == [pair(2, 3, 0.97)]


def test_equal_pairs_link_alike_in_any_order():
    pairs = [pair(0, 2, 0.97), pair(1, 2, 0.97), pair(1, 3, 0.97), pair(0, 3, 0.97)]
    lists = ["shop", "shop", "club", "club"]

    found = {tuple(cluster(4, shuffled(pairs, seed), lists).first) for seed in range(20)}

    assert found == {(0, 1, 0, 1)}


def test_random_graphs_have_the_components_that_walking_finds():
    for seed in range(50):
        dice = random.Random(seed)
        pairs = [pair(*sorted(dice.sample(range(30), 2)), dice.random()) for _ in range(dice.randrange(40))]

        assert cluster(30, pairs).first == walked(30, pairs)


def shuffled(pairs, seed):
    return random.Random(seed).sample(pairs, len(pairs))


def walked(size, pairs):
    """The smallest record that can be walked to from each."""
    near = {place: {place} for place in range(size)}
    for each in pairs:
        near[each.left].add(each.right)
        near[each.right].add(each.left)
    reached = []
    for place in range(size):
        seen, ahead = set(), [place]
        while ahead:
            here = ahead.pop()
            if here not in seen:
                seen.add(here)
                ahead += near[here]
        reached.append(min(seen))
    return reached
