import numpy as np
import pytest

from tandem.stats.expected import BORROWED, BORROWED_FROM_ALL, expected_rates


def by_loops(rows):
    """The definition, row by row: (successes, trials, cell, channel, campaign)."""

    def total(keep):
        return sum(r[0] for r in rows if keep(r)), sum(r[1] for r in rows if keep(r))

    def borrow(totals, wider, borrowed=BORROWED):
        return min((min(totals) + borrowed) / (totals[1] + borrowed / wider), 1.0)

    out = []
    for _, _, cell, channel, campaign in rows:
        k, n = sum(r[0] for r in rows), sum(r[1] for r in rows)
        everything = (k + 0.5) / (n + 1)
        whole = total(lambda r, c=channel: r[3] == c)
        mates = total(lambda r, c=channel, j=campaign: r[3] == c and r[4] != j)
        of_channel = borrow(whole, everything, BORROWED_FROM_ALL)
        of_all = borrow(total(lambda r, j=campaign: r[4] != j), everything, BORROWED_FROM_ALL)
        share = mates[1] / whole[1] if whole[1] else 0.0
        others = borrow(mates, share * of_all + (1 - share) * of_channel)
        out.append(borrow(total(lambda r, c=cell, j=campaign: r[2] == c and r[4] != j), others))
    return out


def test_rates_equal_the_definition_row_by_row():
    rng = np.random.default_rng(4)
    channel = rng.integers(0, 3, 60)
    cell, campaign = channel * 4 + rng.integers(0, 4, 60), channel * 3 + rng.integers(0, 3, 60)
    trials = rng.integers(0, 5_000, 60).astype(float)
    successes = rng.binomial(trials.astype(int), 0.02).astype(float)

    found = expected_rates(successes, trials, cell=cell, peers=channel, judged=campaign)

    rows = list(zip(successes, trials, cell, channel, campaign, strict=True))
    assert found == pytest.approx(by_loops(rows))


def test_a_campaign_alone_in_its_channel_is_judged_by_its_own_rate():
    found = expected_rates(
        np.array([5_000.0, 100.0, 100.0]),
        np.array([1e5, 1e5, 1e5]),
        cell=np.array([0, 1, 1]),
        peers=np.array([0, 1, 1]),
        judged=np.array([0, 1, 2]),
    )
    assert found[0] == pytest.approx(0.05, rel=0.02)


def test_a_campaigns_own_success_does_not_raise_what_is_expected_of_it():
    def left_out(own):
        return expected_rates(
            np.array([own, 50_000.0]),
            np.array([1e6, 1e6]),
            cell=np.zeros(2, int),
            peers=np.zeros(2, int),
            judged=np.array([0, 1]),
        )[0]

    assert left_out(90_000.0) == pytest.approx(left_out(10_000.0), rel=1e-3)


def test_a_campaign_of_a_thin_channel_does_not_raise_what_is_expected_of_it():
    def of_the_first(own):
        return expected_rates(
            np.array([own, *[2.0] * 7, 500.0]),
            np.array([*[20.0] * 8, 5e3]),
            cell=np.array([*[0] * 8, 1]),
            peers=np.array([*[0] * 8, 1]),
            judged=np.arange(9),
        )[0]

    # 14 successes of its mates stand beside 20 borrowed, an eighth of which may be the channel's with itself.
    assert of_the_first(8.0) == pytest.approx(of_the_first(0.0), rel=0.05)


@pytest.mark.parametrize(("successes", "trials"), [([0.0], [0.0]), ([0.0], [100.0]), ([9.0], [5.0])])
def test_degenerate_cells_have_a_rate_between_0_and_1(successes, trials):
    zero = np.zeros(1, int)
    found = expected_rates(np.array(successes), np.array(trials), cell=zero, peers=zero, judged=zero)
    assert 0 < found[0] <= 1
