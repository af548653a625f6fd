"""Transforms by name, each on the examples that their authors publish, alone and chained."""

import numpy as np
import pytest

from tandem.errors import UsageError
from tandem.paths.transforms import apply_transforms, names_in, transform_of
from unit.paths.plain_paths import paths_of


def after(path, *names):
    """The path's channels after the transforms."""
    paths, _ = apply_transforms(paths_of((path, 1, 1, 1)), names)
    return [paths.names[number] for number in paths.touch]


@pytest.mark.parametrize(
    ("transform", "left"),
    [
        ("unique", "DABBCDCC"),
        ("exposure", "DABCDC"),
        ("first", "DABC"),
        ("trim_last[3]", "DCC"),
        ("trim_last[99]", "DABBCDCC"),
        ("remove_if_not_all[D]", "ABBCCC"),
        ("remove_if_last_and_not_all[C]", "DABBCD"),
        ("remove_if_last_and_not_all[D]", "DABBCDCC"),
        ("remove_if_not_all[absent]", "DABBCDCC"),
    ],
)
def test_a_transform_of_one_path(transform, left):
    assert after("DABBCDCC", transform) == list(left)


@pytest.mark.parametrize("transform", ["remove_if_not_all[D]", "remove_if_last_and_not_all[d]"])
def test_a_path_of_nothing_else_stays(transform):
    assert after("DD", transform) == ["D", "D"]


def test_transforms_apply_in_turn_and_count_what_each_removed():
    paths, removed = apply_transforms(
        paths_of(("AADD", 1, 1, 0), ("DD", 0, 0, 1), ("B", 1, 1, 0)), ["remove_if_last_and_not_all[D]", "exposure"]
    )
    assert [(step.transform, step.touches, step.paths) for step in removed] == [
        ("remove_if_last_and_not_all[D]", 2, 1),
        ("exposure", 2, 2),
    ]
    assert [paths.names[number] for number in paths.touch] == ["A", "D", "B"]
    assert paths.starts.tolist() == [0, 1, 2]
    assert paths.conversions.tolist() == [1, 0, 1]


def test_of_repeats_in_a_row_the_youngest_stays():
    given = paths_of(("AAB", 1, 1, 0))
    aged = type(given)(**{**vars(given), "age_days": np.array([5.0, 2.0, 1.0])})
    assert apply_transforms(aged, ["exposure"])[0].age_days.tolist() == [2, 1]


def test_names_are_cut_at_commas_outside_brackets():
    text = "exposure, remove_if_not_all[Direct, typed in],trim_last[5]"
    assert names_in(text) == ["exposure", "remove_if_not_all[Direct, typed in]", "trim_last[5]"]
    assert names_in("") == []


@pytest.mark.parametrize(
    "text",
    [
        "frequency",
        "exposure[2]",
        "trim_last",
        "trim_last[0]",
        "trim_last[-1]",
        "trim_last[x]",
        "remove_if_not_all",
        "remove_if_not_all[]",
        "remove_if_not_all[D",
    ],
)
def test_an_unknown_transform_or_argument_is_refused_with_those_that_exist(text):
    with pytest.raises(UsageError, match=r"--transforms: .* is none of them; known are unique, exposure"):
        transform_of(text)
