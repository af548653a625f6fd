"""Files with one touch a row become the same paths, with ages."""

import numpy as np
import pytest

from tandem.errors import PathsError
from tandem.paths.credits import attribute
from tandem.paths.file import Untouched
from tandem.paths.models import load_rules
from tandem.paths.read import Layout, read_paths
from tandem.shipped import conf_folder
from unit.paths.test_read import told

HEADER = "customer_id,time,channel,conversion,conversion_value\n"


@pytest.fixture
def read(tmp_path):
    def read_text(text, columns=None, **options):
        (tmp_path / "touches.csv").write_text(text)
        return read_paths(tmp_path / "touches.csv", Layout(columns or {}, **options))

    return read_text


def test_rows_are_cut_after_each_conversion_and_the_rest_is_a_journey_without_one(read):
    found = read(
        HEADER
        + "u1,2026-01-03,b,1,20\nu1,2026-01-01,a,0,\nu2,2026-01-01T12:00:00Z,c,0,0\n"
        + "u1,2026-01-05,a,true,7\nu1,2026-01-06 06:00,b,false,\n"
    )
    assert told(found) == [("a > b", 1, 20, 0), ("a", 1, 7, 0), ("b", 0, 0, 1), ("c", 0, 0, 1)]
    assert found.paths.age_days.tolist() == [2, 0, 0, 0, 0]


def test_the_published_example_of_time_decay(read):
    order = "u1,2026-09-24,,1,50\n"  # an order is no touch
    touches = (
        "u1,2026-09-15,Paid Search,0,\nu1,2026-09-18,Social,0,\nu1,2026-09-24,Email,0,\nu1,2026-09-24,Display,0,\n"
    )
    paths = read(HEADER + touches + order).paths
    (found,) = attribute(paths, ["time_decay"], load_rules(conf_folder() / "attribution_models.yml"), 1)
    earned = dict(zip(paths.names, np.round(100 * found.credit, 1).tolist(), strict=True))
    assert earned == {"Paid Search": 13.8, "Social": 18.6, "Email": 33.8, "Display": 33.8}
    assert found.value == pytest.approx([6.92, 9.32, 16.88, 16.88], abs=0.005)


def test_rows_of_one_instant_keep_the_order_of_the_file(read):
    assert told(read(HEADER + "u,2026-01-01,b,0,\nu,2026-01-01,a,1,2\n"))[0][0] == "b > a"


def test_an_order_without_any_touch_before_it_is_kept_apart(read):
    found = read(HEADER + "u,2026-01-01,a,1,2\nu,2026-01-02,,1,9\nv,2026-01-01,,2,4\n")
    assert found.untouched == Untouched(3, 13)
    assert told(found) == [("a", 1, 2, 0)]


def test_without_times_the_order_of_the_file_holds_and_there_are_no_ages(read):
    found = read("journey_id;channel;conversions;type\n1;b;0;click\n2;a;1;view\n1;a;1;view\n")
    assert told(found) == [("b > a", 1, 0), ("a", 1, 0)]
    assert found.paths.age_days is None
    assert found.paths.type == ("click", "view", "view")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("u1,yesterday,a,0,", r"time is no time, expected one like 2026-11-20.*; given 'yesterday'"),
        ("u1,,a,0,", "time is no time"),
        ("u1,2026-01-01,a,,", "conversion is missing"),
        ("u1,2026-01-01,a,perhaps,", "conversion is not a number"),
        ("u1,2026-01-01,a,1,", "conversion_value is missing"),
        ("u1,2026-01-01,a,1,-2", "conversion_value is negative"),
        ("u1,2026-01-01,a,0,3", "conversion_value without a conversion"),
        ("u1,2026-01-01,,0,", "channel is missing, expected a channel where nothing converts"),
        (",2026-01-01,a,1,3", "customer_id is missing"),
        ("u1,2026-01-01,a,1", "the row is not 5 fields long"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(read, row, said):
    with pytest.raises(PathsError, match=rf"touches.csv: line 3: {said}"):
        read(HEADER + "v,2026-01-01,b,1,2\n" + row + "\n")


def test_a_bad_row_takes_its_whole_journey_aside(read):
    text = HEADER + "u1,2026-01-01,only here,0,\nv,2026-01-01,b,1,2\nu1,2026-01-02,b,1,x\nu1,2026-01-03,b,1,y\n"
    found = read(text, max_bad_share=0.8)
    assert told(found) == [("b", 1, 2, 0)]
    assert found.paths.names == ("b",)
    assert (found.ledger.rows, found.ledger.bad) == (4, 3)
