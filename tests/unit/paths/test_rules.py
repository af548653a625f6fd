"""Each rule model by hand, and the formula they share at its edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.paths.models import load_rules
from tandem.paths.rules import Rule, Touches, rule_share
from tandem.shipped import conf_folder

SHIPPED = load_rules(conf_folder() / "attribution_models.yml")
SHARES = {name: rule for name, rule in SHIPPED.items() if not rule.counts}


def shares_of(rule, ages, passed_over=None, type_weight=None):
    """Shares of one journey's touches, oldest first."""
    touches = Touches(
        starts=np.array([0]),
        size=len(ages),
        may_earn=None if passed_over is None else ~np.array(passed_over),
        age_days=np.array(ages, dtype=float),
        type_weight=type_weight,
    )
    return rule_share(rule, touches).tolist()


def test_touches_9_6_0_and_0_days_before_an_order_decay_to_the_published_figures():
    shares = shares_of(SHIPPED["time_decay"], [9, 6, 0, 0])
    assert [round(100 * share, 1) for share in shares] == [13.8, 18.6, 33.8, 33.8]


@pytest.mark.parametrize(
    ("model", "two", "four"),
    [
        ("first", [1, 0], [1, 0, 0, 0]),
        ("last", [0, 1], [0, 0, 0, 1]),
        ("last_non_direct", [0, 1], [0, 0, 0, 1]),
        ("linear", [0.5, 0.5], [0.25] * 4),
        ("time_decay", [1 / 3, 2 / 3], [1 / 15, 2 / 15, 4 / 15, 8 / 15]),
        ("position", [0.5, 0.5], [0.4, 0.1, 0.1, 0.4]),
        ("j_shaped", [0.25, 0.75], [0.2, 0.1, 0.1, 0.6]),
        ("inverse_j", [0.75, 0.25], [0.6, 0.1, 0.1, 0.2]),
        ("w_shaped", [0.5, 0.5], [3 / 7, 1 / 14, 1 / 14, 3 / 7]),
    ],
)
def test_one_two_and_four_touches_a_week_apart(model, two, four):
    assert shares_of(SHIPPED[model], [0]) == [1]
    assert shares_of(SHIPPED[model], [7, 0]) == pytest.approx(two)
    assert shares_of(SHIPPED[model], [21, 14, 7, 0]) == pytest.approx(four)


def test_every_shipped_model_is_tested_here_or_counts():
    assert list(SHIPPED) == [*SHARES, "participation_count"]


def test_a_model_passes_over_its_channels_unless_the_path_is_nothing_else():
    assert shares_of(SHIPPED["last_non_direct"], [3, 2, 1], [False, True, True]) == [1, 0, 0]
    assert shares_of(SHIPPED["last_non_direct"], [3, 2, 1], [True, True, True]) == [0, 0, 1]


def test_places_count_among_the_touches_that_earn():
    assert shares_of(SHIPPED["position"], [4, 3, 2, 1], [True, False, False, True]) == [0, 0.5, 0.5, 0]


def test_a_touch_near_both_ends_earns_for_both_and_what_has_no_touch_is_shared_by_the_rest():
    ends = Rule("ends", from_start=(0.3, 0.2), between=0.1, from_end=(0.4,))
    assert shares_of(ends, [0, 0]) == pytest.approx([0.3 / 0.9, 0.6 / 0.9])
    assert shares_of(ends, [0, 0, 0]) == pytest.approx([0.3 / 0.9, 0.2 / 0.9, 0.4 / 0.9])
    assert shares_of(ends, [0, 0, 0, 0]) == pytest.approx([0.3, 0.2, 0.1, 0.4])


def test_a_place_that_a_short_path_lacks_leaves_an_equal_share():
    assert shares_of(Rule("second", from_start=(0.0, 1.0)), [5]) == [1]


def test_types_weigh_touches_and_a_path_of_weightless_types_is_shared_equally():
    linear = Rule("by_type", between=1.0, types={"click": 1, "impression": 0.25})
    assert shares_of(linear, [2, 1], type_weight=np.array([0.25, 1])) == pytest.approx([0.2, 0.8])
    assert shares_of(linear, [2, 1], type_weight=np.zeros(2)) == [0.5, 0.5]


def test_weights_by_place_type_and_age_multiply():
    rule = Rule("all", from_start=(0.5,), between=0.5, half_life_days=7)
    assert shares_of(rule, [7, 0, 0], type_weight=np.array([1, 1, 0])) == pytest.approx([0.5, 0.5, 0])


def test_ages_far_beyond_the_half_life_do_not_underflow():
    decay = SHIPPED["time_decay"]
    assert shares_of(decay, [100_007, 100_000]) == pytest.approx([1 / 3, 2 / 3])
    assert shares_of(decay, [100_000, 0], [False, True]) == [1, 0]


@given(st.lists(st.lists(st.tuples(st.floats(0, 1e4), st.booleans()), min_size=1, max_size=7), min_size=1, max_size=6))
def test_shares_of_every_journey_sum_to_1_under_every_model(journeys):
    sizes = [len(journey) for journey in journeys]
    flat = [touch for journey in journeys for touch in journey]
    starts = np.cumsum(sizes) - sizes
    touches = Touches(
        starts, len(flat), np.array([not direct for _, direct in flat]), np.array([age for age, _ in flat])
    )
    for rule in SHARES.values():
        share = rule_share(rule, touches)
        assert np.add.reduceat(share, starts) == pytest.approx(1, abs=1e-9)
        assert (share >= 0).all()
