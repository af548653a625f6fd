"""What is wrong with some campaigns: a page that breaks the ad's promise, or a device, audience or creative that loses.

Of the clicks on a flawed part the share `effect` leaves at once and buys nothing. A broken promise is the whole
campaign's: clickbait. Over all clicks a campaign buys as much as it would without the flaw, so its planted CR stays.
"""

from __future__ import annotations

import numpy as np

from tandem.simulate import agents
from tandem.simulate.draws import generator
from tandem.simulate.people import CLASS_BY_RANK
from tandem.simulate.rows import Array, Rows, count

KINDS = ("page", "device", "audience", "creative", "promise")
PAGE, DEVICE, AUDIENCE, CREATIVE, PROMISE = range(len(KINDS))
NONE = -1
NEW, RETURNING = 0, 1
COHORTS = ("new", "returning")
SEDUCTION, STRUGGLE, AVERAGE = 1, 3, 4  # quadrants of which it is asked why so few buy
# Flaws of the campaigns of each quadrant, dealt out by the seed; those left over have none.
DEALT = {
    SEDUCTION: ((PAGE, 0.4), (DEVICE, 0.4), (AUDIENCE, 0.4), (CREATIVE, 0.4), (PROMISE, 0.4), (PAGE, 0.2)),
    AVERAGE: ((PAGE, 0.4), (DEVICE, 0.4), (CREATIVE, 0.2), (AUDIENCE, 0.2)),
    STRUGGLE: ((PAGE, 0.1), (DEVICE, 0.1), (AUDIENCE, 0.1)),
}
GREATEST_EFFECT = 0.9
LEADERS = np.array((0, 0, 2, 2, 4))  # creatives of a campaign that share a page: the page of the first of them
SHARED = 4  # the first so many creatives share their page with another
NEW_SHARE = 0.5  # of clicks, roughly


def plant(seed: int, campaigns: Rows, creatives: Rows, effect: float) -> Rows:
    """Kind, place and effect of each campaign's flaw, and the share of its purchases that is left of it."""
    size, each = count(campaigns), count(creatives) // count(campaigns)
    kind, effects = np.full(size, NONE), np.zeros(size)
    rng = generator(seed, 16)
    eligible = ~campaigns["catches"] & (campaigns["weight"] > 0)
    for quadrant, dealt in DEALT.items():
        mine = rng.permutation(np.flatnonzero(eligible & (campaigns["quadrant"] == quadrant)))
        chosen = mine[: len(dealt)]
        kind[chosen] = [one for one, _ in dealt[: len(chosen)]]
        effects[chosen] = [strength for _, strength in dealt[: len(chosen)]]
    effects = np.minimum(effects * effect, GREATEST_EFFECT)
    creative = np.arange(size) * each + rng.integers(0, SHARED, size)
    places = [
        creatives["page"][creative],
        rng.choice([agents.DESKTOP, agents.MOBILE], size),
        rng.choice([NEW, RETURNING], size),
        creative,
        np.zeros(size, dtype=np.int64),
    ]
    place = np.select([kind == one for one in range(len(KINDS))], places, NONE)
    flaws: Rows = {"kind": kind, "place": place, "effect": effects}
    return {**flaws, "left": 1 - effects * _share(flaws, creatives, each)}


def share_pages(page: Array) -> Array:
    """The page of each creative: those of a campaign that share one lead to the page of the first of them."""
    rows = page.reshape(-1, len(LEADERS))
    shared: Array = rows[:, LEADERS].ravel()
    return shared


def lost_share(flaws: Rows, creatives: Rows, clicks: Rows) -> Array:
    """Of each click the share lost to its campaign's flaw; `clicks`: campaign, creative, device_class, is_returning."""
    campaign = clicks["campaign"]
    seen = np.stack(
        [
            creatives["page"][clicks["creative"]],
            clicks["device_class"],
            clicks["is_returning"].astype(np.int64),
            clicks["creative"],
            np.zeros(count(clicks), dtype=np.int64),
        ]
    )
    kind = flaws["kind"][campaign]
    is_hit = (kind != NONE) & (seen[kind, np.arange(count(clicks))] == flaws["place"][campaign])
    return np.where(is_hit, flaws["effect"][campaign], 0.0)


def _share(flaws: Rows, creatives: Rows, each: int) -> Array:
    """Share of each campaign's clicks on its flawed part, as planned."""
    size = len(flaws["kind"])
    clicks = creatives["ctr_multiplier"].reshape(size, each) / each
    number = np.arange(size)
    of_page = (clicks * (creatives["page"].reshape(size, each) == flaws["place"][:, None])).sum(axis=1)
    of_device = np.array(CLASS_BY_RANK[0])[flaws["place"].clip(0, agents.TABLET)]
    of_creative = clicks[number, (flaws["place"] - number * each).clip(0, each - 1)]
    shares = [of_page, of_device, np.full(size, NEW_SHARE), of_creative, np.ones(size)]
    share: Array = np.select([flaws["kind"] == one for one in range(len(KINDS))], shares, 0.0)
    return share
