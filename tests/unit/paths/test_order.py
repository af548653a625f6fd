"""The order of a chain is chosen where it pays: on paths that the fit has not seen."""

import numpy as np
import pytest

from tandem.paths.markov import states
from tandem.paths.order import ORDERS, area, choose_order, path_keys
from unit.paths.plain_paths import paths_of


def choice_of(*rows):
    paths = paths_of(*rows)
    return choose_order(paths, states(paths, max(ORDERS)))


def test_area_is_the_chance_that_a_conversion_scores_above_the_rest():
    rng = np.random.default_rng(3)
    score = rng.integers(0, 5, 40) / 4
    up, down = rng.integers(0, 4, 40).astype(float), rng.integers(0, 4, 40).astype(float)
    wins = sum(
        p * n * (1.0 if a > b else 0.5 if a == b else 0.0)
        for a, p in zip(score, up, strict=True)
        for b, n in zip(score, down, strict=True)
    )
    assert area(score, up, down) == pytest.approx(wins / (up.sum() * down.sum()))


@pytest.mark.parametrize(("length", "order"), [(1, 1), (2, 2), (3, 3)])
def test_the_order_of_the_rule_that_made_the_paths_is_found(length, order):
    rng = np.random.default_rng(length)
    paths = {"".join(rng.choice(list("abc"), rng.integers(4, 9))) for _ in range(600)}
    rows = []
    for path in sorted(paths):
        good = {1: path[-1] == "a", 2: path[-2:] in ("ab", "bc", "ca"), 3: (path[-3] == "a") != (path[-1] == "a")}[
            length
        ]
        rows.append((path, 9 if good else 1, 0, 1 if good else 9))
    assert choice_of(*rows).chosen == order


def test_paths_equal_in_channels_and_order_are_never_judged_by_each_other():
    paths = paths_of(("ab", 1, 0, 0), ("ba", 1, 0, 0), ("ab", 0, 0, 5), ("abb", 1, 0, 0))
    keys = path_keys(paths).tolist()
    assert keys[0] == keys[2]
    assert len(set(keys)) == 3


def test_the_choice_does_not_hang_on_the_order_of_rows():
    rows = [("".join(np.random.default_rng(n).choice(list("abcd"), 1 + n % 5)), n % 3, 0, n % 4) for n in range(60)]
    assert choice_of(*rows).auc == pytest.approx(choice_of(*rows[::-1]).auc)


@pytest.mark.parametrize(
    "rows", [[("a", 1, 0, 0), ("b", 1, 0, 0)], [("ab", 1, 0, 4)]], ids=["no_journey_without", "one_distinct_path"]
)
def test_where_nothing_can_be_held_out_there_is_no_choice(rows):
    assert choice_of(*rows) is None


def test_the_sample_is_told():
    rows = [(path, 1, 0, 2) for path in ("a", "b", "ab", "ba", "abb", "bb", "aa", "a")]
    choice = choice_of(*rows)
    assert (choice.paths, choice.conversions, choice.nulls) == (7, 8, 16)
