"""What people met before they bought, as tracking without any error would tell it, and who saw what they did."""

from __future__ import annotations

import numpy as np

from tandem.simulate.browsing import AD_CLICK, LEAD, OWN_PAGE, PURCHASE, VIEW
from tandem.simulate.demand import CLICK, PHONE, TEST
from tandem.simulate.demand import VIEW as BY_VIEW
from tandem.simulate.labels import PERSON
from tandem.simulate.market import CHANNELS, CREATIVES_EACH, EMAIL
from tandem.simulate.rows import Array, Rows, count, pick, stack
from tandem.simulate.state import Company

KINDS = ("impression", "visit", "ad_click")
UNPAID = ("Organic Search", "Organic Social", "Referral", "Direct")
TOUCHED = (*(channel.name for channel in CHANNELS), *UNPAID)
ENGAGED_MS = 10_000
FIRST_SOCIAL, FIRST_REFERRAL, FIRST_OTHER = 4, 8, 11  # of the referrers that people come from


def touches(company: Company, impressions: Rows, events: Rows) -> Rows:
    """A day's touches of people: ad clicks, visits that no ad click opened, and viewable impressions."""
    mine = pick(events, events["label"] == PERSON)
    clicks = pick(mine, mine["name"] == AD_CLICK)
    is_landing = (mine["name"] == VIEW) & (mine["referrer"] != OWN_PAGE)
    mailed = pick(mine, is_landing & (mine["mailed"] >= 0))
    unpaid = pick(mine, is_landing & (mine["link"] < 0))
    seen = pick(impressions, impressions["viewable"])
    by_referrer = np.searchsorted([0, FIRST_SOCIAL, FIRST_REFERRAL, FIRST_OTHER], unpaid["referrer"], side="right")
    place = np.where((by_referrer == 0) | (by_referrer > len(UNPAID) - 1), len(UNPAID) - 1, by_referrer - 1)
    return stack(
        [
            _touches("impression", seen, seen["campaign"], seen["channel"]),
            _touches("visit", unpaid, np.full(count(unpaid), -1), len(CHANNELS) + place),
            _touches("visit", mailed, _campaign(company, mailed), np.full(count(mailed), EMAIL)),
            _touches("ad_click", clicks, _campaign(company, clicks), _channel(company, clicks)),
        ]
    )


def landings(events: Rows) -> Rows:
    """Of each of a day's events, whether its session begins with it, and whether that stays: as GA4 has it engaged."""
    _, session = np.unique(events["person"] * 32 + events["slot"], return_inverse=True)
    at, size = events["occurred"], int(session.max(initial=-1)) + 1
    first, last = np.full(size, np.iinfo(np.int64).max), np.zeros(size, dtype=np.int64)
    np.minimum.at(first, session, at)
    np.maximum.at(last, session, at)
    views, conversions = (
        np.bincount(session, np.isin(events["name"], names), size) for names in ((VIEW,), (PURCHASE, LEAD))
    )
    stays = (last - first >= ENGAGED_MS) | (views >= 2) | (conversions > 0)
    return {"begins": at == first[session], "stays": stays[session]}


def purchases(orders: Rows) -> Rows:
    """A day's orders that people place on the site, and whether an ad or a mail caused each."""
    known = pick(orders, ~np.isin(orders["cause"], (PHONE, TEST)))
    return {
        **{name: known[name] for name in ("person", "occurred", "cents", "campaign")},
        "is_incremental": np.isin(known["cause"], (CLICK, BY_VIEW)),
    }


def actions(happened: Rows, day: int) -> Rows:
    """A day's actions that browser and server can both see: which of them did."""
    names = ("name", "agent", "landed", "by_browser", "by_server")
    return {"day": np.full(count(happened), day), **{name: happened[name] for name in names}}


def _touches(kind: str, rows: Rows, campaign: Array, channel: Array) -> Rows:
    size = count(rows)
    return {
        "person": rows["person"],
        "occurred": rows["occurred"],
        "kind": np.full(size, KINDS.index(kind)),
        "channel": channel,
        "campaign": campaign,
    }


def _campaign(company: Company, linked: Rows) -> Array:
    creative: Array = linked["link"] // 4 % count(company.market.creatives)
    return creative // CREATIVES_EACH


def _channel(company: Company, linked: Rows) -> Array:
    channel: Array = company.market.campaigns["channel"][_campaign(company, linked)]
    return channel
