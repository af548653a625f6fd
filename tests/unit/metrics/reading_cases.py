"""Counts of a night as readings are made of them, drawn for campaigns of known rates."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from tandem.metrics.population import judge_population
from tandem.metrics.reading_counts import Sums
from tandem.metrics.reading_rows import Asked
from tandem.metrics.readings import read_night
from tandem.metrics.worth import read_efficiency

NIGHT = date(2026, 3, 31)
ASKED = Asked(NIGHT, 28, 0.9)
TEXTS = ("creative_id", "placement", "device_class", "cohort", "dimension", "value")
BLANK = {**dict.fromkeys(TEXTS, ""), "bucket": -1}
COLUMNS = [
    "measure", "basis", "campaign_id", "creative_id", "channel", "placement", "device_class", "cohort", "age", "lag",
    "successes", "trials", "dimension", "value", "bucket",
]  # fmt: skip


def counted(measure, successes, trials=0.0, *, campaign="c1", channel="Search", basis="own", **known):
    """Rows of one measure, one per age from 0 on."""
    k = np.atleast_1d(np.asarray(successes, dtype=float))
    given = {
        "measure": measure,
        "basis": basis,
        "campaign_id": campaign,
        "channel": channel,
        **BLANK,
        "bucket": -1,
        **known,
    }
    lag = 0.0 if measure in ("cr", "worth") else np.nan
    return pd.DataFrame({**given, "age": np.arange(len(k)), "lag": lag, "successes": k, "trials": trials})[COLUMNS]


def drawn(random, ctr, cr, *, days=28, impressions=5000, cpm=5.0, cpc=None, value=40.0, campaign="c1", **known):
    """A campaign whose days are drawn; bought by the impression, or by the click where `cpc` is given."""
    shown = random.poisson(impressions, days).astype(float)
    clicks = random.binomial(shown.astype(int), ctr).astype(float)
    converting = random.binomial(clicks.astype(int), cr).astype(float)
    spend = clicks * cpc if cpc else shown * cpm / 1000
    paid = {"campaign": campaign, "channel": known.get("channel", "Search")}
    parts = [
        counted("ctr", clicks, shown, campaign=campaign, **known),
        counted("cr", converting, clicks, campaign=campaign, **known),
        counted("worth", converting * value, campaign=campaign, **known),
        counted("cpc", spend, clicks, basis="platform", **paid),
    ]
    return pd.concat(parts, ignore_index=True)


def rates_of(counts):
    """The night's rates of campaigns from the same counts."""
    judged = [
        judge_population(rows, window_days=28, lag_days=30, par_share=0.05)
        for _, rows in counts[counts["measure"].isin(["ctr", "cr"])].groupby(["measure", "basis"])
    ]
    rates = pd.concat(judged, ignore_index=True)
    return rates[rates["level"] == "campaign"]


def efficiencies(counts):
    """The efficiency of each campaign of one night."""
    return {row["entity"]: row["value"] for row in read_efficiency(Sums(counts, lag_days=30), rates_of(counts), ASKED)}


def readings(*parts, judged=True, asked=ASKED):
    """The readings of one night."""
    counts = pd.concat(parts, ignore_index=True)
    rates = rates_of(counts) if judged else pd.DataFrame(columns=["entity", "measure", "smoothed", "low", "high"])
    return read_night(counts, rates, asked, lag_days=30)
