"""10,000 real path rows: heuristics as ChannelAttribution 2.2.5 prints them, Markov as slow plain Python solves it."""

from __future__ import annotations

import csv
import gzip
from itertools import pairwise
from pathlib import Path

import pytest

from tandem.paths.credits import attribute
from tandem.paths.markov import removal_effects
from tandem.paths.models import load_rules
from tandem.paths.read import Layout, read_paths
from tandem.shipped import conf_folder

DATA = Path(__file__).parents[3] / "shared" / "data" / "paths"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/paths is not here")


@pytest.fixture(scope="module")
def paths():
    return read_paths(DATA / "data.csv.gz", Layout({})).paths


def test_the_file_is_what_its_description_says(paths):
    assert (paths.starts.size, len(paths.names), int(paths.sizes.max())) == (10_000, 12, 89)
    assert (paths.conversions.sum(), paths.nulls.sum()) == (19_785, 68_602)
    assert paths.value.sum() == pytest.approx(74_802.97158721, abs=1e-8)


def test_first_last_and_linear_equal_the_expected_figures(paths):
    with (DATA / "expected_heuristics_CA_2.2.5.csv").open() as file:
        expected = {row["channel_name"]: row for row in csv.DictReader(file)}
    rules = load_rules(conf_folder() / "attribution_models.yml")

    for found in attribute(paths, ["first", "last", "linear"], rules, 1):
        rows = [expected[name] for name in paths.names]
        wanted = [[float(row[f"{found.model}_touch_{of}"]) for row in rows] for of in ("conversions", "value")]
        assert found.credit == pytest.approx(wanted[0], rel=1e-9)
        assert found.value == pytest.approx(wanted[1], rel=1e-9)


def test_one_touch_a_row_gives_the_published_credit_of_real_customers():
    touches = DATA.parent / "journeys_null" / "attribution_data.csv"
    if not touches.is_file():
        pytest.skip("../shared/data/journeys_null is not here")
    paths = read_paths(touches, Layout({})).paths
    rules = load_rules(conf_folder() / "attribution_models.yml")

    first, last, linear = attribute(paths, ["first", "last", "linear"], rules, 1)

    columns = zip(paths.names, first.credit, last.credit, linear.credit.round(2), strict=True)
    assert {name: tuple(credit) for name, *credit in columns} == {
        "Facebook": (569, 561, 532.28),
        "Instagram": (226, 237, 234.63),
        "Online Display": (220, 233, 210.03),
        "Online Video": (222, 350, 309.56),
        "Paid Search": (601, 457, 551.51),
    }


@pytest.mark.parametrize("order", [1, 2])
def test_removal_effects_equal_deleting_each_channel_and_solving_again(paths, order):
    rows = plain_rows()
    whole = worth(rows, order, None)
    for name, effects in zip(paths.names, removal_effects(paths, order), strict=True):
        without = worth(rows, order, name)
        plain = [1 - some / all_ for some, all_ in zip(without, whole, strict=True)]
        assert effects == pytest.approx(plain, abs=1e-9)


def plain_rows():
    """[(channels, conversions, value, journeys without a conversion)] of the file, read by nothing of ours."""
    with gzip.open(DATA / "data.csv.gz", "rt") as file:
        return [
            (
                row["path"].split(" > "),
                *(float(row[f"total_{of}"]) for of in ("conversions", "conversion_value", "null")),
            )
            for row in csv.DictReader(file)
        ]


def worth(rows, order, removed):
    """Conversions and value expected of a journey when a step into `removed` ends it, by plain elimination."""
    steps, left = {}, {}
    for path, conversions, value, nulls in rows:
        walk = [(), *(tuple(path[max(0, at + 1 - order) : at + 1]) for at in range(len(path)))]
        for source, target in pairwise(walk):
            known = steps.setdefault(source, {})
            known[target] = known.get(target, 0.0) + conversions + nulls
            left[source] = left.get(source, 0.0) + conversions + nulls
        last = steps.setdefault(walk[-1], {})
        left[walk[-1]] = left.get(walk[-1], 0.0) + conversions + nulls
        for goal, amount in (("conversions", conversions), ("value", value)):
            last[goal] = last.get(goal, 0.0) + amount
    states = [state for state in steps if not state or state[-1] != removed]
    place = {state: at for at, state in enumerate(states)}
    matrix = [[0.0] * (len(states) + 2) for _ in states]
    for state, at in place.items():
        matrix[at][at] = 1.0
        for target, weight in steps[state].items():
            column = {"conversions": len(states), "value": len(states) + 1}.get(target, place.get(target))
            if column is not None:
                matrix[at][column] += weight / left[state] * (1 if column >= len(states) else -1)
    return eliminated(matrix)[place[()]][-2:]


def eliminated(matrix):
    """The matrix with its left part made the identity (rows are diagonally dominant: no pivots are needed)."""
    for at, row in enumerate(matrix):
        pivot = row[at]
        matrix[at] = row = [cell / pivot for cell in row]
        for other, cells in enumerate(matrix):
            if other != at and cells[at]:
                factor = cells[at]
                matrix[other] = [cell - factor * base for cell, base in zip(cells, row, strict=True)]
    return matrix
