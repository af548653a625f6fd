"""Shapley values against their definition over all 2^n coalitions."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings

from tandem.paths.credits import attribute
from unit.paths.plain_paths import CHANNELS, path_rows, paths_of, plain_shapley


@settings(max_examples=100, deadline=None)
@given(path_rows())
def test_credit_equals_the_mean_marginal_worth_over_all_coalitions(rows):
    paths = paths_of(*rows, names=tuple(CHANNELS))
    worth = {}
    for path, conversions, _, _ in rows:
        worth[frozenset(path)] = worth.get(frozenset(path), Fraction(0)) + conversions

    (found,) = attribute(paths, ["shapley"], {}, 1)

    expected = plain_shapley(worth, CHANNELS)
    assert found.credit == pytest.approx([float(expected[name]) for name in CHANNELS], abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(path_rows())
def test_ordered_credit_equals_the_definition_with_a_player_per_channel_and_place(rows):
    names = CHANNELS[:3]
    rows = [(path.replace("d", "c"), *amounts) for path, *amounts in rows]
    worth = {}
    for path, conversions, _, _ in rows:
        players = frozenset((name, place + 1) for place, name in enumerate(dict.fromkeys(path)))
        worth[players] = worth.get(players, Fraction(0)) + conversions

    found = attribute(paths_of(*rows, names=tuple(names)), ["shapley_ordered"], {}, 1)

    expected = plain_shapley(worth, [(name, place) for name in names for place in (1, 2, 3)])
    for model in found:
        wanted = [float(expected[name, model.order]) for name in names]
        assert model.credit == pytest.approx(wanted, abs=1e-9)
    assert sum(model.credit.sum() for model in found) == pytest.approx(sum(row[1] for row in rows))


def test_three_channels_by_hand():
    (found,) = attribute(paths_of(("aab", 6, 60, 1), ("abc", 3, 3, 0), ("c", 1, 8, 9)), ["shapley"], {}, 1)
    assert found.credit.tolist() == [4, 4, 2]
    assert found.value.tolist() == [31, 31, 9]


def test_two_hundred_channels_are_as_exact_as_two():
    names = tuple(f"channel {number}" for number in range(200))
    (found,) = attribute(paths_of((names, 100, 0, 0), (names[:50], 25, 0, 0)), ["shapley"], {}, 1)
    assert found.credit == pytest.approx([1.0] * 50 + [0.5] * 150, abs=1e-12)


def test_two_hundred_channels_equal_the_definition_over_all_coalitions():
    """No coalition is left out of the 2^200: those of one size weigh alike, so they are counted, not drawn."""
    rng, many = np.random.default_rng(5), 200
    rows = [(rng.choice(many, size=rng.integers(1, 60), replace=False), int(rng.integers(1, 9))) for _ in range(300)]
    expected = [Fraction(0)] * many
    for path, conversions in rows:
        marginal = mean_marginal_worth(len(path), many)
        for channel in path.tolist():
            expected[channel] += conversions * marginal
    names = tuple(f"channel {number}" for number in range(many))
    paths = paths_of(*((tuple(names[n] for n in path), conversions, 0, 0) for path, conversions in rows), names=names)

    (found,) = attribute(paths, ["shapley"], {}, 1)
    places = attribute(paths, ["shapley_ordered"], {}, 1)

    assert found.credit == pytest.approx([float(each) for each in expected], abs=1e-9)
    assert sum(place.credit for place in places) == pytest.approx(found.credit, abs=1e-9)


def mean_marginal_worth(size, players):
    """What a channel of a path of that size adds to a coalition: all when the others of its path are in, else nothing.

    By the definition: the sum over coalitions without the channel of |T|! (n - |T| - 1)! / n!, of those that hold the
    others; of such a size there are C(n - size, |T| - size + 1).
    """
    return sum(
        Fraction(comb(players - size, others - size + 1), comb(players - 1, others) * players)
        for others in range(size - 1, players)
    )
