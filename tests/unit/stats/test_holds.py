import numpy as np
import pytest

from tandem.stats.holds import first_held


@pytest.mark.parametrize(
    ("days", "first"),
    [
        ([], None),
        ([99], 99),
        ([72], 72),
        ([71], None),
        ([71, 99], 71),
        ([70, 99], 99),
        ([50, 75, 99], 50),
        (range(40, 100), 40),
    ],
    ids=[
        "nothing",
        "the_last_day",
        "the_first_day_of_the_period",
        "the_day_before_the_period",
        "a_period_before_the_last",
        "a_day_longer_apart",
        "one_after_the_other",
        "a_shift_that_lasts",
    ],
)
def test_a_hold_reaches_back_over_days_that_are_no_period_apart(days, first):
    """100 days, periods of 28: the last is of the days 72 to 99."""
    far_out = np.isin(np.arange(100), list(days))

    assert first_held(far_out, period_days=28) == first
