"""Texts of paths as numbers: cut many at once, as they are cut one by one."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.attribution import walked
from tandem.attribution.walked import cut, read_walked
from tandem.paths.steps import SEPARATOR, Steps, step_text

NAMES = st.sampled_from(["Email", "Paid Search", "Paid Search / c1", "Ünïcode", " blank ", "a > b", 'say "x"'])
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=7), min_size=1, max_size=12)


@given(PATHS, st.integers(1, 5))
def test_paths_are_cut_as_their_steps_are(paths, at_once):
    texts = sorted({SEPARATOR.join(map(step_text, path)) for path in paths})
    steps = Steps(SEPARATOR)
    expected = [steps.of(text) for text in texts]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(walked, "CUT_AT_ONCE", at_once)
        names, touch, sizes = cut(pa.array(texts))

    assert names == steps.names
    assert sizes.tolist() == [len(each) for each in expected]
    assert touch.tolist() == [number for each in expected for number in each]


def test_paths_stand_in_order_of_their_text_and_what_followed_no_touch_apart():
    counts = pa.table(
        {
            "level": ["channel"] * 5,
            "outcome": ["converted", "null", "converted", "converted", "null"],
            "type": ["purchase", "", "purchase", "lead", ""],
            "path": ["b > a", "b > a", "", "z", "a"],
            "journeys": [2, 5, 3, 9, 4],
            "value": [20.0, 0.0, 30.0, 9.0, 0.0],
        }
    )

    found = read_walked(counts, "purchase", "channel")

    assert found.paths.names == ("a", "b")
    assert found.paths.touch.tolist() == [0, 1, 0]
    assert found.paths.starts.tolist() == [0, 1]
    assert (found.paths.conversions.tolist(), found.paths.nulls.tolist()) == ([0, 2], [4, 5])
    assert (found.untouched, found.untouched_value) == (3, 30)
    assert found.totals.tolist() == [5, 50]
