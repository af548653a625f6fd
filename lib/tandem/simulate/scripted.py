"""The steady page views of those who are no people, and what is laid over them."""

from __future__ import annotations

import numpy as np

from tandem.simulate.browsing import AD_CLICK, NOWHERE, OWN_PAGE, PING, PURCHASE, VIEW
from tandem.simulate.demand import TEST, order_numbers
from tandem.simulate.draws import choose_by_row, keys
from tandem.simulate.market import CREATIVES_EACH
from tandem.simulate.names import BROWSED_PAGES, PAGES, THANKS
from tandem.simulate.rates import DAY, HOUR
from tandem.simulate.rows import Array, Rows, place_in_group
from tandem.simulate.state import Company


def cut_visits(rng: np.random.Generator, size: float, mean: int, *, regular: bool = False) -> tuple[Array, Array]:
    """Visit number and place in the visit of about `size` events, in whole visits of `mean` events on average.

    Where a day's share is less than a visit, a visit comes on some days only.
    """
    visits = int(size / mean + rng.random())
    lengths = np.full(visits, mean) if regular else rng.geometric(1 / mean, visits).clip(max=4 * mean)
    visit = np.repeat(np.arange(visits), lengths)
    return visit, place_in_group(visit)


def view_pages(
    rng: np.random.Generator, company: Company, day: int, visit: Array, at: Array, label: int, *, gap_ms: int
) -> Rows:
    """Plain page views at a steady pace, one cookie a visit."""
    size, visits = len(visit), int(visit.max(initial=0)) + 1
    start = company.first_day_ms + day * DAY + rng.integers(HOUR, 22 * HOUR, visits)
    page = rng.integers(0, BROWSED_PAGES, size)
    return {
        **_nothing(size),
        "name": np.full(size, VIEW),
        "occurred": start[visit] + at * gap_ms + rng.integers(0, gap_ms // 2, size),
        "latency": rng.integers(20, 200, visits)[visit],
        "page": page,
        "referrer": np.where(at == 0, NOWHERE, OWN_PAGE),
        "previous": np.r_[0, page[:-1]][:size],
        "by_browser": np.ones(size, dtype=np.bool_),
        "by_server": np.zeros(size, dtype=np.bool_),
        "key": keys(company.seed, 12, (day << 34) + (label << 28) + visit),
        "label": np.full(size, label),
        "slot": visit,
    }


def _nothing(size: int) -> Rows:
    """The columns that a plain view leaves empty."""
    codes = [
        "user",
        "email",
        "consent",
        "link",
        "agent",
        "order",
        "cents",
        "currency",
        "element",
        "person",
        "device",
        "cause",
        "campaign",
        "landed",
        "mailed",
        "locale",
        "region",
        "audience",
    ]
    return {
        **{name: np.full(size, -1) for name in codes},
        **{name: np.zeros(size, dtype=np.int64) for name in ("ip", "skew")},
        **{name: np.zeros(size, dtype=np.bool_) for name in ("personal", "has_order")},
        "touch": np.zeros(size, dtype=np.uint64),
    }


def with_links(rng: np.random.Generator, company: Company, events: Rows, campaign: Array, where: Array) -> Rows:
    """Tag the chosen events with a link of the campaign."""
    creative = campaign * CREATIVES_EACH + events["slot"] % CREATIVES_EACH
    placement = choose_by_row(rng, company.market.placement_edges, campaign)
    events["link"] = np.where(where, creative * 4 + placement, -1)
    events["page"] = np.where(where, company.market.creatives["page"][creative], events["page"])
    return events


def with_purchases(events: Rows, day: int, *, first: int, has_order: bool = True) -> Rows:
    """Give each purchase an order number and an amount."""
    buys = events["name"] == PURCHASE
    events["order"] = np.where(buys, order_numbers(day, first + np.cumsum(buys)), -1)
    events["cents"] = np.where(buys, 100, -1)
    events["currency"] = np.where(buys, 0, -1)
    events["page"] = np.where(buys, THANKS + (events["page"] >= len(PAGES)) * len(PAGES), events["page"])
    events["cause"] = np.where(buys, TEST, -1)
    events["has_order"] = buys & has_order
    return events


def land_where_clicked(events: Rows) -> None:
    """A view that follows an ad click of the same bot has the click's link and click id."""
    lands = (events["name"] == VIEW) & (events["link"] >= 0)
    before = np.flatnonzero(lands) - 1
    clicked = events["name"][before] == AD_CLICK
    at, before = np.flatnonzero(lands)[clicked], before[clicked]
    events["link"][at], events["token"][at] = events["link"][before], events["token"][before]
    events["name"][np.flatnonzero(lands)[~clicked]] = PING
