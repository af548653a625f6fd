import numpy as np
import pytest

from tandem.stats.shares import jeffreys_share, share_of_parts


def test_parts_count_by_their_trials_in_sum_and_over_dispersion():
    found = share_of_parts(np.array([10.0, 50.0]), np.array([1000.0, 3000.0]), np.array([1.0, 3.0]))

    assert found == pytest.approx(jeffreys_share(60.0, 4000.0, phi=2.5))
    assert found[0] == 0.015
    # 60 of 4000 at an over-dispersion of 2.5 are worth 24 of 1600: 24 and 1.64 times their root.
    assert found[1:] == pytest.approx((0.0106, 0.0207), abs=3e-4)


def test_a_share_of_nothing_is_not_known():
    assert share_of_parts(*np.zeros((3, 2))) is None
