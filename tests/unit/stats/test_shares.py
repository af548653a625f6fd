"""Shares against published values and at their ends."""

import pytest
from scipy.stats import beta

from tandem.stats.shares import Share


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
    from scipy.stats import binom

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
