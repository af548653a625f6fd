import numpy as np
import pytest
from scipy import special

from tandem.stats.moves import STRENGTH, find_moves


def moves(successes, trials=1_000.0, phi=1.0):
    k = np.array([successes], dtype=np.float64)
    return find_moves(k, np.full(k.shape, trials), np.array([phi]))


def test_two_days_are_weighed_by_hand():
    mean = (30 + 0.5) / (200 + 1)
    a, b = STRENGTH, STRENGTH * (1 - mean) / mean

    def chance(k, n):
        return np.exp(special.betaln(k + a, n - k + b) - special.betaln(a, b))

    one, two = chance(30, 200), chance(10, 100) * chance(20, 100)

    found = moves([10, 20], 100.0)

    assert found.up[0] == pytest.approx(two / (one + two))
    assert (found.down[0], found.rose_on[0]) == (0, 1)


def test_a_clear_move_is_sure_and_has_its_first_day():
    found = moves([20] * 20 + [40] * 8)
    assert found.up[0] > 0.999
    assert found.rose_on[0] == 20
    assert moves([40] * 20 + [20] * 8).fell_on[0] == 20


def test_a_steady_rate_has_not_moved_and_doubt_between_days_makes_a_move_less_sure():
    steady = moves([20] * 28)
    assert steady.up[0] + steady.down[0] < 0.3
    assert moves([20] * 20 + [28] * 8).up[0] > 0.9 > moves([20] * 20 + [28] * 8, phi=5.0).up[0]


def test_moves_of_noise_are_rarely_sure_and_real_ones_are_found():
    rng = np.random.default_rng(4)
    rates = np.full((500, 28), 0.02)
    n, phi = np.full(rates.shape, 10_000.0), np.ones(500)
    noise = find_moves(rng.binomial(10_000, rates).astype(float), n, phi)
    assert (np.maximum(noise.up, noise.down) > 0.9).mean() < 0.05
    rates[:, 21:] *= 1.3
    real = find_moves(rng.binomial(10_000, rates).astype(float), n, phi)
    assert (real.up > 0.9).mean() > 0.95
    assert (np.abs(real.rose_on - 21) <= 1).mean() > 0.9
