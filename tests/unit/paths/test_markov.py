"""Removal effects against a chain that is solved again, on fractions, without each channel."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.paths import absorb
from tandem.paths.absorb import NOBODY, expected_without
from tandem.paths.arrays import Paths
from tandem.paths.markov import removal_effects, shared, states, walks, weighed
from unit.paths.plain_paths import CHANNELS, path_rows, paths_of, plain_removal_effects


@settings(max_examples=150, deadline=None)
@given(path_rows(), st.sampled_from([1, 2, 3]), st.sampled_from([(10_000, 0), (0, 100_000), (0, 1)]))
def test_effects_equal_deleting_the_channel_and_solving_again(rows, order, limits):
    names = tuple(CHANNELS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(absorb, "DENSE", limits[0])  # elimination, steps, and steps given up
        patch.setattr(absorb, "STEPS", limits[1])
        effects = removal_effects(paths_of(*rows, names=names), order)

    plain = plain_removal_effects(rows, order, names)
    assert effects == pytest.approx(np.array([[float(effect) for effect in plain[name]] for name in names]), abs=1e-9)


def test_two_channels_by_hand():
    # a converts half of its journeys, b a quarter; a leads to b once in 2.
    paths = paths_of(("a", 1, 10, 1), ("ab", 1, 30, 1), ("b", 0, 0, 2))

    effects = removal_effects(paths, order=1)

    # Start: a 4/6, b 2/6. From a: converted 1/4, b 2/4. From b: converted 1/4.
    # Whole: 4/6 (1/4 + 2/4 1/4) + 2/6 1/4 = 1/3.
    assert effects[:, 0] == pytest.approx([1 - (2 / 6 / 4) * 3, 1 - (4 / 6 / 4) * 3])
    # From a conversion at a is worth 10, at b 30: whole 4/6 (10/4 + 2/4 30/4) + 2/6 30/4 = 40/6.
    assert effects[:, 1] == pytest.approx([1 - (2 / 6 * 30 / 4) / (40 / 6), 1 - (4 / 6 * 10 / 4) / (40 / 6)])


def test_the_chain_converts_as_many_journeys_as_the_paths_did():
    paths = paths_of(("aab", 3, 9, 4), ("ba", 2, 1, 5), ("ccc", 0, 0, 7))
    for order in (1, 2, 3):
        chain = weighed(walks(paths, states(paths, order)[-1]), paths)
        assert expected_without(chain, np.array([NOBODY]))[0] == pytest.approx([5 / 21, 10 / 21])


def test_states_are_numbered_alike_by_marks_and_by_sorting(monkeypatch):
    paths = paths_of(("abca", 1, 1, 1), ("cab", 0, 0, 2), ("bbbb", 1, 2, 0), ("a", 1, 1, 1))
    by_marks = states(paths, 3)
    monkeypatch.setattr("tandem.paths.markov.MOST_MARKED", 0)
    by_sorting = states(paths, 3)

    for one, other in zip(by_marks, by_sorting, strict=True):
        assert (one.state.tolist(), one.channel.tolist()) == (other.state.tolist(), other.channel.tolist())


def test_pairs_of_states_beyond_32_bits_are_told_apart():
    many = 70_000  # states of order 2 x channels: 4.9e9
    touch = np.stack([np.arange(many), np.arange(many)[::-1]], axis=1).ravel().astype(np.int32)
    once, starts = np.ones(many), np.arange(0, 2 * many, 2)
    paths = Paths(tuple(map(str, range(many))), touch, starts, once, once, once)

    one, two = states(paths, 2)
    steps = walks(paths, two)

    assert (one.channel.size, two.channel.size) == (many, 2 * many)  # each alone, and each after its own partner
    assert (two.channel[two.state] == touch).all()
    assert (two.channel[steps.source] == many - 1 - two.channel[steps.target]).all()
    assert steps.source.size == many


def test_a_channel_on_no_converting_path_earns_nothing_and_one_on_all_of_them_loses_all():
    effects = removal_effects(paths_of(("ab", 2, 2, 0), ("c", 0, 0, 5), ("aab", 1, 4, 0)), order=1)
    assert effects[:, 0] == pytest.approx([1, 1, 0])


def test_repeats_are_self_loops_and_change_no_effect_of_a_single_channel():
    assert removal_effects(paths_of(("aaaa", 2, 2, 3), ("b", 1, 1, 1)), 1)[:, 0] == pytest.approx([2 / 3, 1 / 3])


def test_paths_that_no_journey_took_change_nothing():
    rows = [("ab", 2, 3, 1), ("b", 1, 1, 2)]
    with_idle = removal_effects(paths_of(*rows, ("bca", 0, 0, 0)), 2)
    assert with_idle[:2] == pytest.approx(removal_effects(paths_of(*rows), 2))
    assert with_idle[2].tolist() == [0, 0]


def test_counts_are_weights_and_scale_is_free():
    rows = [("ab", 2, 3, 1), ("b", 1, 1, 2), ("aab", 0, 0, 1)]
    large = [(path, 10**6 * conversions, value, 10**6 * nulls) for path, conversions, value, nulls in rows]
    assert removal_effects(paths_of(*large), 2) == pytest.approx(removal_effects(paths_of(*rows), 2), abs=1e-12)


def test_fifty_channels_of_order_3_are_more_states_than_the_dense_solve_takes():
    rng = np.random.default_rng(0)
    rows = [("".join(chr(65 + one) for one in rng.integers(0, 50, rng.integers(1, 6))), 1, 2, 3) for _ in range(900)]
    effects = removal_effects(paths_of(*rows), 3)
    assert ((effects > 0) & (effects < 1)).all()


def test_steps_and_elimination_agree_to_the_last_digits(monkeypatch):
    rng = np.random.default_rng(1)
    rows = [
        ("".join(rng.choice(list("abcdef"), rng.integers(1, 40))), int(rng.integers(0, 3)), 2, 9) for _ in range(400)
    ]
    rows = [(path, conversions, value if conversions else 0, nulls) for path, conversions, value, nulls in rows]
    paths = paths_of(*rows)
    by_steps = removal_effects(paths, 3)
    monkeypatch.setattr(absorb, "DENSE", 10_000)
    assert by_steps == pytest.approx(removal_effects(paths, 3), abs=1e-13)


def test_shared_keeps_the_sum_and_shares_nothing_where_nothing_counts():
    assert shared(np.array([0.5, 0.25, 0]), 30.0).tolist() == [20, 10, 0]
    assert shared(np.zeros(2), 30.0).tolist() == [0, 0]


def test_value_has_no_effect_where_the_file_has_none():
    paths = paths_of(("a", 1, 0, 1), ("b", 1, 0, 1))
    bare = Paths(paths.names, paths.touch, paths.starts, paths.conversions, None, paths.nulls)
    assert removal_effects(bare, 1).tolist() == [[0.5, 0], [0.5, 0]]
