from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from tandem.truth.pairs import pairs_within, score_pairs


def brute_force(true, measured, knowable):
    """Every pair looked at: (true, measured, both, knowable, knowable and measured)."""
    pairs = list(combinations(range(len(true)), 2))
    is_true = [true[a] == true[b] for a, b in pairs]
    is_measured = [measured[a] is not None and measured[a] == measured[b] for a, b in pairs]
    is_knowable = [one and knowable[a] == knowable[b] for one, (a, b) in zip(is_true, pairs, strict=True)]
    both = [one and other for one, other in zip(is_true, is_measured, strict=True)]
    found = [one and other for one, other in zip(is_knowable, is_measured, strict=True)]
    return tuple(sum(column) for column in (is_true, is_measured, both, is_knowable, found))


@pytest.mark.parametrize("seed", range(20))
def test_contingency_counts_equal_every_pair_of_eight_events_looked_at(seed):
    rng = np.random.default_rng(seed)
    true, measured, knowable = (rng.choice(list("abc"), 8).tolist() for _ in range(3))
    measured[int(rng.integers(8))] = None

    score = score_pairs(pd.Series(true), pd.Series(measured), pd.Series(knowable))

    counts = (score.true_pairs, score.measured_pairs, score.common_pairs, score.knowable_pairs, score.knowable_found)
    assert counts == brute_force(true, measured, knowable)


def test_two_people_merged_and_one_torn_apart():
    true = pd.Series(["ann", "ann", "ann", "bob"])
    measured = pd.Series(["x", "x", "y", "y"])

    score = score_pairs(true, measured, knowable=pd.Series(["login", "login", "cookie", "login"]))

    assert score.precision == 1 / 2  # ann's first two events; not ann's third with bob
    assert score.recall == 1 / 3
    assert score.f1 == pytest.approx(2 / 5)
    assert score.knowable_recall == 1


def test_events_that_are_nobodys_make_no_pair():
    score = score_pairs(pd.Series(["ann", "ann"]), pd.Series([None, None], dtype=object), pd.Series(["a", "a"]))

    assert (score.measured_pairs, score.precision, score.recall) == (0, None, 0)


def test_pairs_of_a_million_rows_are_counted_not_enumerated():
    assert pairs_within(np.zeros(1_000_000, dtype=np.int64)) == 499_999_500_000


def test_no_rows_have_no_scores():
    nothing = pd.Series([], dtype=object)

    score = score_pairs(nothing, nothing, nothing)

    assert (score.precision, score.recall, score.f1, score.knowable_recall) == (None, None, None, None)
