"""Shares against published values and at their ends."""

import numpy as np
import pytest
from scipy.stats import beta, binom

from tandem.stats.shares import Share, jeffreys_share, share_of_parts


@pytest.mark.parametrize(("part", "whole"), [(1, 2), (9, 10), (37, 50), (999, 1000)])
def test_the_interval_is_jeffreys(part, whole):
    low, high = Share(part, whole).interval

    assert (low, high) == pytest.approx(beta.ppf([0.05, 0.95], part + 0.5, whole - part + 0.5), rel=1e-6)


def test_all_or_nothing_reaches_the_end():
    assert Share(0, 7).interval[0] == 0.0
    assert Share(7, 7).interval[1] == 1.0
    assert 0.7 < Share(7, 7).interval[0] < 1


def test_of_nothing_nothing_is_said():
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)


def test_the_interval_covers_the_true_share_as_often_as_it_says():
    # Exact coverage: the chance of every count, summed over the counts whose interval holds the truth.
    shares, whole = [0.05 * step for step in range(1, 20)], 60
    held = [
        sum(
            binom.pmf(part, whole, share)
            for part in range(whole + 1)
            if Share(part, whole).interval[0] <= share <= Share(part, whole).interval[1]
        )
        for share in shares
    ]
    assert 0.88 < sum(held) / len(held) < 0.92


def test_parts_count_by_their_trials_in_sum_and_over_dispersion():
    found = share_of_parts(np.array([10.0, 50.0]), np.array([1000.0, 3000.0]), np.array([1.0, 3.0]))

    assert found == pytest.approx(jeffreys_share(60.0, 4000.0, phi=2.5))
    assert found[0] == 0.015
    # 60 of 4000 at an over-dispersion of 2.5 are worth 24 of 1600: 24 and 1.64 times their root.
    assert found[1:] == pytest.approx((0.0106, 0.0207), abs=3e-4)


def test_a_share_of_nothing_is_not_known():
    assert share_of_parts(*np.zeros((3, 2))) is None
