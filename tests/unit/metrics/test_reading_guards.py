import numpy as np
import pytest

from unit.metrics.reading_cases import counted, readings

WEEKS = np.arange(56) < 28  # the window, then the one before


def changed(*, ctr=1.0, cr=1.0, bounce=1.0, shown=10_000.0):
    """56 days of one campaign whose rates of the last 28 are so many times those before."""
    times = [np.where(WEEKS, factor, 1.0) for factor in (ctr, cr, bounce)]
    clicks = 0.02 * shown * times[0]
    return (
        counted("ctr", clicks, shown),
        counted("cr", 0.05 * clicks * times[1], clicks),
        counted("bounce", 0.4 * clicks * times[2], clicks),
    )


def guards(*parts):
    found = readings(*parts, judged=False)
    return found[found["reading"] == "guard"].set_index(["level", "measure", "part"])


def test_a_ctr_that_rises_while_cr_falls_is_flagged_by_name():
    found = guards(*changed(ctr=1.3, cr=0.7))

    row = found.loc[("campaign", "ctr", "cr")]
    assert (row["entity"], row["verdict"], row["basis"]) == ("c1", "flagged", "own")
    assert (row["value"], row["against"]) == (pytest.approx(1.3, rel=0.01), pytest.approx(0.7, rel=0.01))
    assert row["why"].startswith("CTR up 30 % (sure at 99 %), CR down 30 % (sure at 99 %)")
    assert found.loc[("campaign", "ctr", "bounce"), "verdict"] == "not flagged"


@pytest.mark.parametrize(
    "change",
    [{}, {"ctr": 1.3}, {"cr": 0.7}, {"ctr": 1.3, "cr": 1.3}, {"ctr": 0.7, "cr": 0.7}, {"ctr": 1.3, "bounce": 0.7}],
    ids=["nothing", "ctr_alone", "guard_alone", "both_better", "both_worse", "guard_better"],
)
def test_a_pair_that_does_not_part_is_not_flagged(change):
    assert set(guards(*changed(**change))["verdict"]) == {"not flagged"}


def test_a_ctr_that_rises_with_its_bounces_is_flagged_on_every_level():
    flagged = guards(*changed(ctr=1.3, bounce=1.2)).query("verdict == 'flagged'")
    assert sorted(flagged.index) == [(level, "ctr", "bounce") for level in ("campaign", "channel", "company")]


def test_too_few_clicks_flag_nothing():
    assert set(guards(*changed(ctr=1.3, cr=0.7, shown=20.0))["verdict"]) == {"not flagged"}


@pytest.mark.parametrize(("refunded", "verdict"), [(0.15, "flagged"), (0.04, "not flagged")])
def test_revenue_that_grows_by_what_comes_back_is_flagged(refunded, verdict):
    random = np.random.default_rng(1)
    sold = np.where(WEEKS, 1400.0, 1000.0) * random.uniform(0.8, 1.2, 56)
    back = sold * np.where(WEEKS, refunded, 0.05) * random.uniform(0.6, 1.4, 56)

    row = guards(counted("refunds", back, sold, campaign="", channel="")).loc[("company", "revenue", "refunds")]

    assert row["verdict"] == verdict
    assert row["value"] == pytest.approx(1.4, rel=0.1)
