"""Likely owners against who sat there, on cookies worked out by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest

from tandem.truth.ids import pseudonym
from tandem.truth.likely import compare_likely

KEY = b"simulated"


def device(raw):
    return pseudonym(raw, kind="device", keys=[KEY])


def measured(*likely):
    people = pd.DataFrame(
        [(device(raw), "device", who, basis, score) for raw, who, basis, score in likely],
        columns=["id", "id_type", "person_id", "basis", "score"],
    )
    visits = pd.DataFrame({"device_id": [device("phone1"), device("phone2")], "strong_id": ["u1", "u2"]})
    return SimpleNamespace(people=people, visits=visits, keys=[KEY])


EVENTS = pd.DataFrame(
    [
        *[(1, "phone1", "p1")] * 3,
        *[(2, "phone2", "p2")] * 2,
        (1, "laptop1", "p1"),  # rightly given to p1
        (2, "laptop2", "p1"),  # wrongly
        (2, "pad2", "pad2"),  # not found
        (3, "radio3", "radio3"),  # of a person of whom nothing else is known but this
        (1, None, "p1"),
    ],
    columns=["person", "device_id", "person_id"],
)


def test_devices_given_to_a_person_are_held_against_who_used_them():
    group = compare_likely(measured(("laptop1", "p1", "network", 0.6), ("laptop2", "p1", "click", 0.8)), EVENTS)

    rows = {row.name: row.figures for row in group.rows}
    assert list(rows) == ["all bases", "click", "network"]
    assert (rows["all bases"]["devices"], rows["all bases"]["precision"]) == (2, 0.5)
    assert rows["all bases"]["recall"] == pytest.approx(1 / 4)  # laptop1 of laptop1, laptop2, pad2 and radio3
    assert rows["all bases"]["share of events"] == pytest.approx(2 / 10)
    assert (rows["network"]["precision"], rows["click"]["precision"]) == (1.0, 0.0)
    assert rows["network"]["from"] < 1.0 == rows["network"]["to"]


def test_without_likely_owners_there_is_nothing_to_compare():
    unscored = measured()
    unscored.people = pd.DataFrame({"id": ["x"], "person_id": ["p"], "basis": ["carried"], "score": [None]})

    assert compare_likely(unscored, EVENTS) is None
