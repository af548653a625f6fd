"""Fits of the night against the definitions of their models, over all 2^n coalitions in plain Python."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.attribution.fit import LAST_PLACE, ORDERED, SHAPLEY, fit_models
from tandem.attribution.walked import Walked
from tandem.paths.rules import Rule
from unit.paths.plain_paths import paths_of, plain_shapley

NAMES = "abcdefg"
COUNT = Rule("participation_count", counts=True)
paths_with_counts = st.lists(
    st.tuples(st.text(NAMES, min_size=1, max_size=9), st.integers(0, 4), st.integers(0, 30), st.integers(0, 3)),
    min_size=1,
    max_size=8,
)


def fits_of(rows, names=tuple(NAMES)):
    found, _ = fit_models(Walked(paths_of(*rows, names=names)), [COUNT])
    return {(fit.model, fit.place): fit for fit in found}


@settings(max_examples=25, deadline=None)
@given(paths_with_counts)
def test_shapley_and_shapley_by_place_equal_the_mean_over_all_coalitions(rows):
    rows = [*rows, ("ab", 2, 20, 1)]
    fits = fits_of(rows)
    for side, amount in ((0, 1), (1, 2)):
        by_set, by_place = {}, {}
        for row in rows:
            order = tuple(dict.fromkeys(row[0]))
            worth = Fraction(row[amount])
            by_set[frozenset(order)] = by_set.get(frozenset(order), 0) + worth
            players = frozenset((name, place) for place, name in enumerate(order, 1))
            by_place[players] = by_place.get(players, 0) + worth

        expected = plain_shapley(by_set, NAMES)
        assert fits[SHAPLEY, 0].credit[:, side] == pytest.approx([float(expected[name]) for name in NAMES], abs=1e-9)
        placed = [by_place_of(by_place, name) for name in NAMES]
        for (model, place), fit in fits.items():
            if model == ORDERED:
                wanted = [sum(v for at, v in known.items() if min(at, LAST_PLACE) == place) for known in placed]
                assert fit.credit[:, side] == pytest.approx([float(each) for each in wanted], abs=1e-9)


def by_place_of(by_place, name):
    """{place: value} of one name. Players that no path has beside it add nothing, so each path is a game of its own."""
    found = {}
    for players, worth in by_place.items():
        for place in (at for who, at in players if who == name):
            found[place] = found.get(place, 0) + plain_shapley({players: worth}, sorted(players))[name, place]
    return found


def test_the_fifth_name_of_a_path_and_all_later_ones_are_one_place():
    fits = fits_of([("abcdefg", 7, 70, 1), ("a", 1, 10, 1)])

    assert sorted(place for model, place in fits if model == ORDERED) == [1, 2, 3, 4, 5]
    assert fits[ORDERED, 5].credit[:, 0].tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert sum(fits[ORDERED, place].credit for place in range(1, 6)) == pytest.approx(fits[SHAPLEY, 0].credit)


def test_a_count_gives_each_name_of_a_path_the_whole_of_it():
    fit = fits_of([("aba", 3, 30, 0), ("b", 2, 5, 1)])["participation_count", 0]

    assert fit.credit[:2].tolist() == [[3, 30], [5, 35]]
    assert (fit.is_count, fit.is_chosen) == (True, False)
    assert np.all(fit.low <= fit.credit)
