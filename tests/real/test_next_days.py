"""Eleven real campaigns, day by day: what tomorrow brings falls where the interval said it would."""

import csv
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from tandem.stats.dispersion import over_dispersion
from tandem.stats.posterior import Posterior, judge_rates
from tandem.stats.predictive import predicted_successes

DAILY = Path(__file__).parents[3] / "shared" / "data" / "facebook_ads_daily" / "facebook_ads_daily.csv"
WINDOW_DAYS, FEWEST_DAYS = 28, 5


@pytest.fixture(scope="module")
def days():
    """Day number, campaign, clicks and impressions of every row."""
    if not DAILY.is_file():
        pytest.skip(f"real data is not here: {DAILY}")
    with DAILY.open(newline="") as file:
        rows = list(csv.DictReader(file))
    date = np.array([row["ad_date"] for row in rows], dtype="datetime64[D]").astype(int)
    campaign = np.unique([row["campaign_name"] for row in rows], return_inverse=True)[1]
    clicks, impressions = (
        np.array([float(row[f"total_{name}"]) for row in rows]) for name in ("clicks", "impressions")
    )
    return date, campaign, clicks, impressions


def test_next_days_clicks_fall_in_the_ninety_per_cent_interval(days):
    forecasts = [predict(days, day) for day in np.unique(days[0])]
    inside, width = (np.concatenate(parts) for parts in zip(*forecasts, strict=True))
    print(f"facebook_ads_daily: {len(inside)} days, {inside.mean():.3f} inside, median width {np.median(width):.2f}")

    assert len(inside) > 1_000
    assert 0.85 <= inside.mean() <= 0.95
    assert np.median(width) <= 2.6


def test_coin_tosses_would_miss_most_of_these_days(days):
    forecasts = [predict(days, day, overdispersed=False) for day in np.unique(days[0])[::4]]

    assert np.concatenate([inside for inside, _ in forecasts]).mean() < 0.5


def predict(days, day, *, overdispersed=True):
    """Whether that day's clicks lie inside, and the width in expected clicks, from the days before it; by campaign."""
    date, campaign, clicks, impressions = days
    before, size = (date < day) & (date >= day - WINDOW_DAYS), campaign.max() + 1
    known = np.bincount(campaign[before], minlength=size) >= FEWEST_DAYS
    today = np.flatnonzero((date == day) & (impressions > 0) & known[campaign])
    if not len(today):
        return np.empty(0), np.empty(0)
    k, n = (np.bincount(campaign[before], weights=each[before], minlength=size) for each in (clicks, impressions))
    phi = over_dispersion(clicks[before], impressions[before], campaign[before], entities=size)
    phi = phi if overdispersed else np.ones(size)
    rates = judge_rates(k, n, k.sum() / n.sum(), phi=phi)
    of_today = Posterior(*(getattr(rates, field.name)[campaign[today]] for field in fields(Posterior)))
    low, high = predicted_successes(of_today, impressions[today], phi=phi[campaign[today]])
    return (low <= clicks[today]) & (clicks[today] <= high), (high - low) / (impressions[today] * of_today.mean)
