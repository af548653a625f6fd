import numpy as np
import pytest

from tandem.stats.capture import estimate_missed

SEEDS = range(20)
CELLS = 400
FAMILIES = np.array([0.04, 0.08, 0.12, 0.3])  # what the browser misses
SERVER_SEES = 0.6


def witnessed(seed, *, low, high):
    """Actions of cells of `low` to `high` actions, and how many both, the browser alone and the server alone saw."""
    rng = np.random.default_rng(seed)
    actions = rng.integers(low, high, CELLS, endpoint=True)
    missed = rng.binomial(actions, FAMILIES[np.arange(CELLS) % len(FAMILIES)])
    both, server_only = rng.binomial(actions - missed, SERVER_SEES), rng.binomial(missed, SERVER_SEES)
    return missed / actions, both, actions - missed - both, server_only


def test_the_example_of_the_books():
    """Of 200 fish 120 were marked; of 100 caught again 60 were: 200 in all, as Lincoln and Petersen say, less a bit."""
    found = estimate_missed([60], [60], [40])

    assert found.actions == pytest.approx([121 * 101 / 61 - 1])
    assert found.share == pytest.approx(1 - 120 / found.actions)


def test_the_ends_are_sadinles():
    """Written out by hand for 80 seen by both, 30 and 20 by one."""
    sigma = (1 / 80.5 + 1 / 30.5 + 1 / 20.5 + 80.5 / (30.5 * 20.5)) ** 0.5
    unseen, step = 30.5 * 20.5 / 80.5, np.exp(1.6448536 * sigma)

    found = estimate_missed([80], [30], [20])

    assert found.high == pytest.approx([1 - 110 / (129.5 + unseen * step)])
    assert found.low == pytest.approx([1 - 110 / (129.5 + unseen / step)])


def test_where_no_fewer_can_be_missed_all_doubt_is_of_more():
    """For 8 seen by both, 3 and 2 by one: sigma^2 = 1/8.5 + 1/3.5 + 1/2.5 + 8.5/(3.5 x 2.5); 10 % lie above 1.28."""
    sigma = (1 / 8.5 + 1 / 3.5 + 1 / 2.5 + 8.5 / 8.75) ** 0.5
    unseen = 3.5 * 2.5 / 8.5
    most = 8 + 3 + 2 - 0.5 + unseen * np.exp(1.2815516 * sigma)

    found = estimate_missed([8], [3], [2])

    assert found.high == pytest.approx([1 - 11 / most])
    assert found.low == pytest.approx([2 / 13])  # never fewer than were seen


@pytest.mark.parametrize(
    "seen",
    [(2, 1, 1), (0, 0, 9), (0, 9, 0), (0, 0, 0)],
    ids=["too_few", "no_browser", "no_server", "nothing"],
)
def test_nothing_is_said_where_nothing_can_be(seen):
    found = estimate_missed(*([each] for each in seen))

    assert all(np.isnan(each).all() for each in (found.actions, found.share, found.low, found.high))


@pytest.mark.parametrize(("low", "high", "at_most"), [(20, 300, 0.95), (5, 30, 0.96)], ids=["sums", "small_cells"])
def test_intervals_hold_the_true_loss_as_often_as_they_say(low, high, at_most):
    """In small cells more often: what nobody saw is a whole number there, and mostly 0, which no interval can halve."""
    held, widths = [], []
    for seed in SEEDS:
        loss, *seen = witnessed(seed, low=low, high=high)
        found = estimate_missed(*seen)
        told = ~np.isnan(found.share)
        held += list(((loss >= found.low - 1e-9) & (loss <= found.high + 1e-9))[told])
        widths += list((found.high - found.low)[told])
    print(f"cells={len(held)} coverage={np.mean(held):.3f} median width={np.median(widths):.3f}")

    assert len(held) >= 200 * len(SEEDS)
    assert 0.85 <= np.mean(held) <= at_most


def test_the_estimate_is_right_on_average():
    loss, *seen = witnessed(1, low=100, high=2000)

    assert np.mean(estimate_missed(*seen).share - loss) == pytest.approx(0, abs=0.002)
