import pytest

from tandem.pages.content import Campaign, Estimate
from tandem.pages.ellipses import ellipse


def campaign(ctr, cr):
    return Campaign("c", "c", "", "harmony", ctr_index=ctr, cr_index=cr)


def test_it_reaches_to_the_ends_of_both_intervals_and_no_further():
    corners = ellipse(campaign(Estimate(1.5, 1.2, 2.5), Estimate(0.8, 0.2, 1.0)))

    xs, ys = ([corner[axis] for corner in corners] for axis in "xy")
    assert (min(xs), max(xs), min(ys), max(ys)) == pytest.approx((1.2, 2.5, 0.2, 1.0))


def test_an_interval_down_to_zero_stays_finite():
    assert min(corner["x"] for corner in ellipse(campaign(Estimate(0.5, 0.0, 1.0), Estimate(1, 0.5, 2)))) > 0


def test_without_an_interval_there_is_none():
    assert ellipse(campaign(Estimate(1.5), Estimate(1, 0.5, 2))) == []
