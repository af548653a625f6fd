import numpy as np
import pytest

from tandem.stats.simpson import read_strata

# Charig et al. 1986: open surgery against the keyhole, small and large kidney stones.
KIDNEY = (np.array([[81, 192], [234, 55.0]]), np.array([[87, 263], [270, 80.0]]))
# Bickel et al. 1975: men and women admitted to the six largest departments of Berkeley.
BERKELEY = (
    np.array([[512, 353, 120, 138, 53, 22], [89, 17, 202, 131, 94, 24.0]]),
    np.array([[825, 560, 325, 417, 191, 373], [108, 25, 593, 375, 393, 341.0]]),
)
PLAIN = (np.array([[90, 180], [60, 120.0]]), np.array([[100, 300], [100, 300.0]]))


def test_the_kidney_stones_are_a_reversal_in_both_strata():
    found = read_strata(*KIDNEY, decided=0.9)

    assert (found.verdict, found.strata, found.against) == ("reversed", 2, 2)
    assert np.exp(found.overall.log_odds) == pytest.approx(273 * 61 / (289 * 77), rel=0.01)
    # By hand: (81 x 36 / 357 + 192 x 25 / 343) / (6 x 234 / 357 + 71 x 55 / 343).
    assert np.exp(found.within.log_odds) == pytest.approx(1.4466, rel=1e-3)


def test_berkeley_is_explained_by_the_mix_of_departments():
    """Men are admitted more over all; within departments hardly anything is left, and it points the other way."""
    found = read_strata(*BERKELEY, decided=0.9)

    assert found.verdict == "explained by the mix"
    assert np.exp(found.overall.log_odds) == pytest.approx(1.84, rel=0.01)
    assert np.exp(found.within.log_odds) == pytest.approx(0.905, rel=0.01)
    assert found.against == 4


@pytest.mark.parametrize(
    "table",
    [PLAIN, tuple(each[::-1] for each in PLAIN), (PLAIN[0] * 0 + 50, PLAIN[1]), (KIDNEY[0][:, :1], KIDNEY[1][:, :1])],
    ids=["plain", "plain_the_other_way", "no_difference", "one_stratum"],
)
def test_a_table_without_a_reversal_is_not_flagged(table):
    assert read_strata(*table, decided=0.9).verdict == ""


def test_days_that_differ_more_than_coins_leave_less_to_claim():
    assert read_strata(*KIDNEY, decided=0.9, phi=4.0).verdict == ""


def test_strata_that_only_one_side_has_are_left_out():
    lone = [np.hstack([each, extra]) for each, extra in zip(KIDNEY, ([[9e3], [0]], [[1e4], [0]]), strict=True)]
    found = read_strata(*lone, decided=0.9)
    assert (found.verdict, found.strata) == ("reversed", 2)


def test_nothing_is_no_reversal():
    assert read_strata(np.zeros((2, 3)), np.zeros((2, 3)), decided=0.9).verdict == ""
