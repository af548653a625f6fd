import numpy as np
import pytest

from tandem.stats.quadrants import axis, quadrants, trials_needed, worth


@pytest.mark.parametrize(
    ("p_high", "p_par", "name"),
    [
        (0.901, 0.0, "high"),
        (0.9, 0.0, "undecided"),
        (0.099, 0.0, "low"),
        (0.11, 0.0, "undecided"),
        (0.99, 0.95, "at par"),
        (0.01, 0.95, "at par"),
        (0.99, 0.9, "high"),
        (np.nan, np.nan, "undecided"),
    ],
)
def test_an_axis_is_decided_over_the_threshold_and_par_wins(p_high, p_par, name):
    assert axis(np.array([p_high]), np.array([p_par]), decided=0.9).tolist() == [name]


@pytest.mark.parametrize(
    ("ctr", "cr", "name"),
    [
        ("high", "high", "harmony"),
        ("high", "low", "seduction"),
        ("low", "high", "precision"),
        ("low", "low", "struggle"),
        ("at par", "at par", "at par"),
        ("high", "at par", "at par"),
        ("undecided", "at par", "undecided"),
        ("high", "undecided", "undecided"),
    ],
)
def test_a_pair_of_axes_has_one_name(ctr, cr, name):
    assert quadrants(np.array([ctr]), np.array([cr])).tolist() == [name]


def needed(smoothed, *, trials=1_000.0, phi=1.0, size=None, name="undecided"):
    return int(
        trials_needed(
            np.array([smoothed]),
            np.array([0.01]),
            size=np.array([size or trials / phi]),
            phi=np.array([phi]),
            trials=np.array([trials]),
            axes=np.array([name]),
            decided=0.9,
            par_share=0.05,
        )[0]
    )


def test_a_decided_axis_needs_nothing_more():
    assert needed(0.02, name="high") == 0


def test_the_trials_needed_decide_and_one_fewer_do_not():
    # Normal limit: (1.2 - 1) / sqrt(1.2 / (n p)) = 1.2816, so n p = 49.3.
    assert 1_000 + needed(0.012) == pytest.approx(4_930, rel=0.1)


def test_over_dispersed_days_need_as_many_times_more():
    assert needed(0.012, trials=4_000.0, phi=4.0, size=1_000.0) == pytest.approx(4 * needed(0.012), rel=0.01)


@pytest.mark.parametrize(
    ("smoothed", "trials"), [(0.0101, 100.0), (0.01, 0.0), (np.nan, 100.0)], ids=["near_par", "no_trials", "no_rate"]
)
def test_more_than_ten_times_its_own_trials_is_out_of_reach(smoothed, trials):
    assert needed(smoothed, trials=trials, size=100.0) == -1


def test_an_interval_is_worth_the_trials_of_a_beta_as_wide():
    low, high = 0.01 - 1.645 * 0.001, 0.01 + 1.645 * 0.001
    assert worth(np.array([0.01]), np.array([low]), np.array([high]))[0] == pytest.approx(0.0099 / 1e-6 - 1, rel=1e-6)


def test_no_width_and_all_widths_are_worth_something_finite():
    found = worth(np.array([0.01, 0.5]), np.array([0.01, 0.0]), np.array([0.01, 1.0]))
    assert np.isfinite(found).all()
    assert found.min() >= 1
