"""Runs without a conversion, against plain loops."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tandem.attribution.runs import BLOCK_DAYS, block_start, find_runs

DAY = 86_400_000_000


def runs_of(*rows):
    """Lists of rows per run, and the day at which each expires, of rows (person, day, window in days, state).

    A state is `touch`, `earned` or `conversion`.
    """
    person, day, window, state = (list(column) for column in zip(*rows, strict=True))
    found = find_runs(
        np.array(person),
        (np.array(day) * DAY).astype(np.int64),
        (np.array(window) * DAY).astype(np.int64),
        np.array([each != "conversion" for each in state]),
        np.array([each == "earned" for each in state]),
    )
    parts = np.split(found.touch, found.starts[1:]) if found.touch.size else []
    return [part.tolist() for part in parts], (found.expires_us / DAY).tolist()


def plain_runs(rows):
    """The definition, touch by touch."""
    runs, open_run = [], None
    for row, (person, day, window, state) in enumerate(rows):
        if state == "conversion":
            continue
        if state == "earned":
            open_run = None
            continue
        same = open_run and open_run["person"] == person and day < open_run["expires"]
        if not same or int(day // BLOCK_DAYS) != int(open_run["day"] // BLOCK_DAYS):
            open_run = {"person": person, "rows": [], "expires": 0}
            runs.append(open_run)
        open_run["rows"].append(row)
        open_run["day"], open_run["expires"] = day, max(open_run["expires"], day + window)
    return [run["rows"] for run in runs], [run["expires"] for run in runs]


def test_a_run_ends_where_no_touch_of_it_could_earn_any_more():
    assert runs_of((1, 0, 30, "touch"), (1, 29.9, 30, "touch"), (1, 59.9, 30, "touch")) == (
        [[0, 1], [2]],
        [pytest.approx(59.9), pytest.approx(89.9)],
    )
    # A viewed ad may earn for a day, but the click before it still could.
    assert runs_of((1, 0, 30, "touch"), (1, 5, 1, "touch"), (1, 8, 1, "touch"))[0] == [[0, 1, 2]]
    assert runs_of((1, 5, 1, "touch"), (1, 8, 1, "touch"))[0] == [[0], [1]]


def test_another_person_and_a_touch_that_earned_end_a_run_and_a_conversion_alone_does_not():
    assert runs_of((1, 1, 30, "touch"), (2, 2, 30, "touch"))[0] == [[0], [1]]
    assert runs_of((1, 1, 30, "touch"), (1, 2, 30, "earned"), (1, 3, 30, "touch"))[0] == [[0], [2]]
    assert runs_of((1, 1, 30, "touch"), (1, 2, 0, "conversion"), (1, 3, 30, "touch"))[0] == [[0, 2]]
    assert runs_of((1, 2, 30, "earned"), (1, 2, 0, "conversion")) == ([], [])


def test_a_run_ends_at_the_border_of_a_block_of_days():
    assert runs_of((1, BLOCK_DAYS - 1, 30, "touch"), (1, BLOCK_DAYS, 30, "touch"))[0] == [[0], [1]]
    assert block_start(date(1970, 1, 1)) == block_start(date(1970, 3, 31)) == date(1970, 1, 1)
    assert block_start(date(1970, 4, 1)) == date(1970, 4, 1)


@pytest.mark.parametrize("seed", range(20))
def test_random_touches_give_the_runs_of_the_definition(seed):
    rng = np.random.default_rng(seed)
    days = np.sort(rng.integers(0, 400, size=60))
    person = np.sort(rng.integers(0, 6, size=60))
    rows = []
    for one in np.unique(person):
        for day in np.sort(rng.choice(days, size=int((person == one).sum()))):
            state = str(rng.choice(["touch", "touch", "touch", "earned", "conversion"]))
            rows.append((int(one), int(day), 0 if state == "conversion" else int(rng.choice([1, 30])), state))

    parts, expires = runs_of(*rows)

    assert parts == plain_runs(rows)[0]
    assert expires == plain_runs(rows)[1]
