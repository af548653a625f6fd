"""Smoothed rates against raw and global ones, on the half of real data that they did not see."""

import csv
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tandem.stats.expected import expected_rates
from tandem.stats.posterior import judge_rates

DATA = Path(__file__).parents[3] / "shared" / "data"
SEED = 7


def here(*parts):
    path = DATA.joinpath(*parts)
    if not path.is_file():
        pytest.skip(f"real data is not here: {path}")
    return path


@pytest.fixture(scope="module")
def ipinyou():
    return pq.read_table(here("ipinyou", "ipinyou_2997.parquet"))


def losses(fit, held):
    """Log-loss per trial of the held half under the global, the raw and the smoothed rate of the fit half.

    Each half is (successes, trials) by group; a group that the fit half has not seen takes the global rate as its raw.
    """
    (k, n), (successes, trials) = fit, held
    overall = k.sum() / n.sum()
    one = np.zeros(len(n), dtype=np.intp)
    expected = expected_rates(k, n, cell=one, peers=one, judged=np.arange(len(n)))
    rates = {
        "global": np.full(len(n), overall),
        "raw": np.where(n > 0, k / np.maximum(n, 1), overall),
        "smoothed": judge_rates(k, n, expected).mean,
    }
    clipped = {name: np.clip(rate, 1e-9, 1 - 1e-9) for name, rate in rates.items()}
    found = {
        name: -(successes * np.log(rate) + (trials - successes) * np.log1p(-rate)).sum() / trials.sum()
        for name, rate in clipped.items()
    }
    print({name: round(float(loss), 6) for name, loss in found.items()})
    return found


def impression_halves(table, key):
    """Both halves by `key`, each impression in one of them by chance."""
    fit = np.random.default_rng(SEED).random(table.num_rows) < 0.5
    groups = np.unique(np.array(table[key].to_pylist()), return_inverse=True)[1]
    click = table["click"].to_numpy().astype(float)
    return [
        tuple(
            np.bincount(groups[half], weights=each[half], minlength=groups.max() + 1) for each in (click, click * 0 + 1)
        )
        for half in (fit, ~fit)
    ]


def count_halves(successes, trials):
    """Both halves of counts, each trial in one of them by chance."""
    rng = np.random.default_rng(SEED)
    k, n = (each.astype(np.int64) for each in (successes, trials))
    seen = rng.binomial(n, 0.5)
    found = rng.hypergeometric(k, n - k, seen)
    return (found.astype(float), seen.astype(float)), ((k - found).astype(float), (n - seen).astype(float))


@pytest.mark.parametrize(
    ("key", "overall", "raw"),
    [("slotid", 0.039808, 0.040860), ("domain", 0.039808, 0.040255), ("hour", 0.039808, 0.040023)],
)
def test_smoothing_beats_raw_and_global_where_groups_differ(ipinyou, key, overall, raw):
    loss = losses(*impression_halves(ipinyou, key))

    assert (loss["global"], loss["raw"]) == pytest.approx((overall, raw), abs=1e-6)
    assert loss["smoothed"] < loss["raw"]
    assert loss["smoothed"] < loss["global"]


@pytest.mark.parametrize(("key", "rival", "known"), [("city", "global", 0.039808), ("creative", "raw", 0.038512)])
def test_smoothing_loses_nothing_where_groups_are_alike_or_data_is_plenty(ipinyou, key, rival, known):
    loss = losses(*impression_halves(ipinyou, key))

    assert loss[rival] == pytest.approx(known, abs=1e-6)
    assert loss["smoothed"] <= 1.002 * loss[rival]


def test_smoothing_beats_raw_and_global_on_packages_of_headline_and_image():
    table = pq.read_table(here("upworthy", "packages.parquet"), columns=["clicks", "impressions"])

    loss = losses(*count_halves(table["clicks"].to_numpy(), table["impressions"].to_numpy()))

    assert loss["smoothed"] < min(loss["raw"], loss["global"])


@pytest.mark.parametrize(("successes", "trials"), [("Clicks", "Impressions"), ("Approved_Conversion", "Clicks")])
def test_smoothing_beats_raw_and_global_on_ads(successes, trials):
    with here("kag", "KAG_conversion_data.csv").open(newline="") as file:
        rows = [(float(row[successes]), float(row[trials])) for row in csv.DictReader(file)]
    k, n = np.array([row for row in rows if row[1] > 0]).T

    loss = losses(*count_halves(np.minimum(k, n), n))

    assert loss["smoothed"] < min(loss["raw"], loss["global"])
