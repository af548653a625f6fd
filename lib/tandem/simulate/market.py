"""The advertising of the simulated company, with the true strength of everything that moves CTR and CR."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.simulate.draws import generator
from tandem.simulate.flaws import plant, share_pages
from tandem.simulate.rows import Array, Rows


@dataclass(frozen=True)
class Channel:
    """One paid channel. A placement is (name, CTR multiplier, share of its impressions that are viewable)."""

    name: str
    prefix: str
    campaigns: int
    medium: str
    ctr: float  # clicks for each impression, at multipliers of 1; 0: has no impressions
    cr: float  # conversions for each click, at multipliers of 1
    impression_share: float
    cpc_eur: float
    cpm_eur: float
    lag_days: float  # mean of the lags over a day
    placements: tuple[tuple[str, float, float], ...]
    view_effect: bool = False  # a viewable impression alone can cause a conversion


SEARCH = (
    ("search_top", 1.3, 0.95),
    ("search_side", 0.8, 0.9),
    ("search_bottom", 0.6, 0.7),
    ("search_partners", 0.7, 0.8),
)
SOCIAL = (
    ("facebook_feed", 1.2, 0.8),
    ("instagram_feed", 1.0, 0.8),
    ("instagram_stories", 0.8, 0.7),
    ("audience_network", 0.55, 0.5),
)
BANNER = (
    ("news_leaderboard", 1.1, 0.6),
    ("blog_sidebar", 0.8, 0.5),
    ("app_interstitial", 1.5, 0.9),
    ("gmail_promo", 0.7, 0.7),
)
VIDEO = (
    ("youtube_instream", 1.2, 0.95),
    ("youtube_feed", 0.9, 0.8),
    ("youtube_shorts", 0.8, 0.9),
    ("partner_video", 0.6, 0.6),
)
GRID = (("grid_top", 1.3, 0.95), ("grid_row", 0.9, 0.8), ("images_tab", 0.7, 0.7), ("comparison_site", 0.8, 0.8))
LINKS = tuple((name, 1.0, 1.0) for name in ("link_a", "link_b", "link_c", "link_d"))

CHANNELS = (
    Channel("Paid Search", "search", 8, "cpc", 0.075, 0.13, 0.14, 0.95, 0.0, 2.0, SEARCH),
    Channel("Paid Shopping", "shopping", 5, "cpc", 0.04, 0.11, 0.13, 0.60, 0.0, 2.5, GRID),
    Channel("Paid Social", "social", 8, "paid_social", 0.026, 0.09, 0.30, 0.0, 8.5, 3.0, SOCIAL),
    Channel("Display", "display", 7, "display", 0.018, 0.08, 0.26, 0.0, 4.0, 4.0, BANNER, view_effect=True),
    Channel("Paid Video", "video", 5, "paid_video", 0.02, 0.08, 0.17, 0.0, 7.0, 5.0, VIDEO, view_effect=True),
    Channel("Affiliates", "affiliate", 3, "affiliate", 0.0, 0.10, 0.0, 0.0, 0.0, 2.0, LINKS),
    Channel("Email", "mail", 4, "email", 0.0, 0.07, 0.0, 0.0, 0.0, 2.0, LINKS),
)
AFFILIATES, EMAIL = 5, 6
PLATFORMS = ("google", "meta", "microsoft", "awin", "mailer")
GOOGLE, META, MICROSOFT, AWIN, MAILER = range(5)
PLATFORM_OF_CHANNEL = (GOOGLE, GOOGLE, META, GOOGLE, GOOGLE, AWIN, MAILER)
ACCOUNTS = ("784-512-3301", "act_2094455817", "F1190KLM", "awin-77120", "mailer-1")
CLICK_PARAMETERS = ("gclid", "fbclid", "msclkid", "awc", "")
POSITIONS = (1.5, 1.0, 0.7, 0.45)  # CTR multiplier of rank 1 to 4
DEVICE_CTR = (0.9, 1.15, 1.0)  # desktop, mobile, tablet
DEVICE_CR = (1.25, 0.85, 1.0)
NEW_CR, RETURNING_CR = 0.8, 1.1
CREATIVES_EACH = 5
THEMES = ("sale", "winter", "spring", "gifts", "sneakers", "home", "outdoor", "basics")
QUADRANTS = ("harmony", "seduction", "precision", "struggle", "average")
TURNS = (0, 1, 2, 0, 3, 0, 2)  # quadrant of the first campaign of each channel
HIGH_CTR, LOW_CTR, HIGH_CR, LOW_CR = (1.5, 1.9), (0.5, 0.65), (1.65, 2.1), (0.35, 0.5)


@dataclass(frozen=True)
class Market:
    """Campaigns and creatives, one row each, and the campaigns' mixes of placements and positions (cumulative)."""

    campaigns: Rows
    creatives: Rows
    flaws: Rows  # one row a campaign
    placement_edges: Array  # campaign x 4
    position_edges: Array  # campaign x 4
    placement_ctr: Array  # channel x 4
    viewability: Array  # channel x 4

    @property
    def brand(self) -> int:
        """The brand search campaign: it catches who would have come anyway."""
        return 0

    @property
    def retargeting(self) -> int:
        """The retargeting campaign: it follows who would have come back anyway."""
        return int(np.flatnonzero(self.campaigns["channel"] == 3)[0])


def build_market(seed: int, *, effect: float = 1.0) -> Market:
    """40 campaigns of 5 creatives each; every quadrant is planted in every channel large enough.

    `effect` multiplies the chance that a touch causes a purchase, and what flaws cost; campaigns without effect go on
    catching buyers.
    """
    rng = generator(seed, 1)
    campaigns = _campaigns(rng, effect)
    mixes = [np.cumsum(rng.dirichlet([4.0] * 4, len(campaigns["channel"])), axis=1) for _ in range(2)]
    creatives = _creatives(rng, campaigns)
    return Market(
        campaigns=campaigns,
        creatives=creatives,
        flaws=plant(seed, campaigns, creatives, effect),
        placement_edges=mixes[0],
        position_edges=mixes[1],
        placement_ctr=np.array([[placement[1] for placement in channel.placements] for channel in CHANNELS]),
        viewability=np.array([[placement[2] for placement in channel.placements] for channel in CHANNELS]),
    )


def _campaigns(rng: np.random.Generator, effect: float) -> Rows:
    channel = np.repeat(np.arange(len(CHANNELS)), [c.campaigns for c in CHANNELS])
    quadrant = np.concatenate([(np.arange(c.campaigns) + turn) % 5 for turn, c in zip(TURNS, CHANNELS, strict=True)])
    first = np.searchsorted(channel, channel)
    has_impressions = np.array([c.ctr > 0 for c in CHANNELS])[channel]
    rows: Rows = {
        "channel": channel,
        "number": np.arange(len(channel)) - first,
        "platform": np.array(PLATFORM_OF_CHANNEL)[channel],
        "quadrant": quadrant,
        "ctr_multiplier": np.where(has_impressions, _strength(rng, quadrant, (0, 1), HIGH_CTR, LOW_CTR), 1.0),
        "cr_multiplier": _strength(rng, quadrant, (0, 2), HIGH_CR, LOW_CR),
        "weight": np.array([c.impression_share / c.campaigns for c in CHANNELS])[channel],
        "effect": np.full(len(channel), effect),
        "catches": np.zeros(len(channel), dtype=np.bool_),
    }
    rows["platform"][1] = MICROSOFT
    rows["catches"][[0, np.flatnonzero(channel == 3)[0]]] = True
    rows["effect"][rows["catches"]] = 0.0
    rows["lift"] = np.where(rows["catches"], 1.0, rows["effect"])
    rows["weight"] = rows["weight"] * rng.lognormal(0.0, 0.15, len(channel))
    return _with_indices(rows)


def _strength(
    rng: np.random.Generator,
    quadrant: Array,
    high_in: tuple[int, int],
    high: tuple[float, float],
    low: tuple[float, float],
) -> Array:
    """Multipliers: high in two of the quadrants, low in the others; the average ones follow in `_with_indices`."""
    return np.where(np.isin(quadrant, high_in), rng.uniform(*high, len(quadrant)), rng.uniform(*low, len(quadrant)))


def _with_indices(rows: Rows) -> Rows:
    """Set average campaigns to the mean of their channel, and add every campaign's index against its channel's others.

    The index is what a measurement that leaves the judged campaign out of its own expectation should find.
    """
    clicks = rows["weight"] + 1e-3 * (rows["weight"] == 0)
    for measure in ("ctr", "cr"):
        strength = rows[f"{measure}_multiplier"]
        average = rows["quadrant"] == 4
        for one in np.flatnonzero(average):
            strength[one] = _mean_of_others(strength, clicks, (rows["channel"] == rows["channel"][one]) & ~average)
        others = [
            _mean_of_others(strength, clicks, (rows["channel"] == channel) & (np.arange(len(strength)) != place))
            for place, channel in enumerate(rows["channel"])
        ]
        rows[f"{measure}_index"] = strength / np.array(others)
        clicks = clicks * strength
    return rows


def _mean_of_others(strength: Array, weight: Array, others: Array) -> float:
    return float(np.average(strength[others], weights=weight[others]))


def _creatives(rng: np.random.Generator, campaigns: Rows) -> Rows:
    campaign = np.repeat(np.arange(len(campaigns["channel"])), CREATIVES_EACH)
    strength = rng.lognormal(0.0, 0.25, len(campaign)).reshape(-1, CREATIVES_EACH)
    multiplier = (strength / strength.mean(axis=1, keepdims=True)).ravel()
    base = np.array([c.ctr for c in CHANNELS])[campaigns["channel"][campaign]]
    return {
        "campaign": campaign,
        "ctr_multiplier": multiplier,
        "ctr": base * campaigns["ctr_multiplier"][campaign] * multiplier,
        "page": share_pages(rng.integers(1, 90, len(campaign))),
    }
