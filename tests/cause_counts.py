"""Counts of campaigns drawn from planted rates, as evidence of causes: no simulator, no Spark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

CREATIVES, DEVICES, COHORTS, WEEKS, BUCKETS = 5, ("desktop", "mobile", "tablet"), ("new", "returning"), 4, 100
PAGE_OF = (0, 0, 1, 1, 2)  # of each creative
CTR, STAY, BUY, DAYS = 0.02, 0.72, 0.12, 28
DEVICE_SHARE, DEVICE_BUY, DEVICE_STAY = (0.4, 0.5, 0.1), (1.25, 0.85, 1.0), (1.05, 0.95, 1.0)
COHORT_BUY = (0.8, 1.1)
RIPE = (1.0, 0.97, 0.9, 0.65)  # of what clicks of each week will buy, the oldest first
PLACEMENTS, PLACEMENT_CTR = ("top", "side", "bottom"), (1.3, 0.9, 0.6)


@dataclass(frozen=True)
class Planted:
    """One campaign and what is wrong with it: a part that loses `effect` of those who land, or of the clicks."""

    quadrant: str = "seduction"
    kind: str = ""  # page, device, audience, creative, promise, or click: a creative's CTR; empty: nothing
    name: str = ""
    effect: float = 0.0
    at: tuple[str, ...] = ("stay", "buy")  # stages at which it acts
    clicks: int = 2_000
    cr: float = 1.0  # times the usual CR, everywhere alike

    @property
    def is_planted(self) -> bool:
        return bool(self.kind)


def draw(rng: np.random.Generator, campaigns: list[Planted]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Evidence of the campaigns, and the campaigns with their quadrants; ids are their places as text."""
    evidence = pd.concat([part for at, one in enumerate(campaigns) for part in _campaign(rng, str(at), one)])
    judged = pd.DataFrame(
        {
            "campaign_id": [str(at) for at in range(len(campaigns))],
            "quadrant": [one.quadrant for one in campaigns],
            **{f"{axis}_index{end}": 0.6 for axis in ("ctr", "cr") for end in ("", "_low", "_high")},
        }
    )
    texts = ("creative_id", "placement", "device_class", "page", "cohort")
    return evidence.fillna(dict.fromkeys(texts, "")).fillna(0).reset_index(drop=True), judged


def _campaign(rng: np.random.Generator, campaign: str, one: Planted) -> list[pd.DataFrame]:
    keys = {"campaign_id": campaign, "channel": f"channel {int(campaign) % 5}"}
    cells = _visits(rng, one)
    cell = np.repeat(np.arange(len(cells)), cells["opened"])
    bucket = rng.integers(0, BUCKETS, len(cell))
    stays = rng.random(len(cell)) < cells["stay"].to_numpy()[cell]
    buys = stays & (rng.random(len(cell)) < cells["buy"].to_numpy()[cell])
    counts = {"opened": np.ones(len(cell)), "stayed": stays, "bought": buys}
    visits, buckets = (
        {name: np.bincount(by, each, size).astype(int) for name, each in counts.items()}
        for by, size in ((cell, len(cells)), (bucket, BUCKETS))
    )
    return [
        cells.assign(**visits, **keys, source="visits"),
        pd.DataFrame({**buckets, **keys, "bucket": np.arange(BUCKETS), "source": "bucket"}),
        *_ads(rng, one, keys),
    ]


def _visits(rng: np.random.Generator, one: Planted) -> pd.DataFrame:
    """Cells with their visits, and their rates of staying and buying."""
    creative, device, cohort, week = (each.ravel() for each in np.indices((CREATIVES, 3, 2, WEEKS)))
    share = np.array(DEVICE_SHARE)[device] / (CREATIVES * 2 * WEEKS)
    page = np.array(PAGE_OF)[creative]
    names: dict[str, Any] = {
        "page": np.array([f"/p{number}" for number in page]),
        "device": np.array(DEVICES)[device],
        "audience": np.array(COHORTS)[cohort],
        "creative": np.array([f"c{number}" for number in creative]),
        "promise": np.full(len(share), ""),
    }
    hit = names[one.kind] == one.name if one.kind in names else np.zeros(len(share), dtype=bool)
    left = {stage: np.where(hit & (stage in one.at), 1 - one.effect, 1.0) for stage in ("stay", "buy")}
    stay = STAY * np.array(DEVICE_STAY)[device] * left["stay"]
    buy = (
        BUY * one.cr * np.array(DEVICE_BUY)[device] * np.array(COHORT_BUY)[cohort] * np.array(RIPE)[week] * left["buy"]
    )
    columns = {
        "creative_id": names["creative"],
        "device_class": names["device"],
        "page": names["page"],
        "cohort": names["audience"],
    }
    return pd.DataFrame(columns).assign(week=week, stay=stay, buy=buy, opened=rng.multinomial(one.clicks, share))


def _ads(rng: np.random.Generator, one: Planted, keys: dict[str, str]) -> list[pd.DataFrame]:
    creative, placement, device, week = (each.ravel() for each in np.indices((CREATIVES, 3, 3, WEEKS)))
    names = {
        "creative_id": np.array([f"c{number}" for number in creative]),
        "placement": np.array(PLACEMENTS)[placement],
        "device_class": np.array(DEVICES)[device],
    }
    moved = np.where((one.kind == "click") & (names["creative_id"] == one.name), 1 + one.effect, 1.0)
    shown = rng.poisson(one.clicks / CTR / len(week), len(week))
    rate = CTR * np.array(PLACEMENT_CTR)[placement] * np.array(DEVICE_STAY)[device] * moved
    days = rng.poisson(one.clicks / CTR / DAYS, DAYS)
    by_day = {"age": np.arange(DAYS), "shown": days, "clicked": rng.binomial(days, CTR)}
    return [
        pd.DataFrame(
            {**keys, **names, "week": week, "shown": shown, "clicked": rng.binomial(shown, rate), "source": "ads"}
        ),
        pd.DataFrame({**keys, **by_day, "source": "day"}),
    ]
