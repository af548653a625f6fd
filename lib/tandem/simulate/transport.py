"""How events travel: most at once, some late, some twice, some by way of the server."""

from __future__ import annotations

import numpy as np

from tandem.simulate.browsing import LOGIN, LOGOUT, PURCHASE
from tandem.simulate.draws import generator
from tandem.simulate.labels import PERSON
from tandem.simulate.rates import DAY, HOUR, MINUTE
from tandem.simulate.rows import Array, Rows, count, pick, stack
from tandem.simulate.state import Company, State

LATEST_MS = 8 * DAY
WEB_COLUMNS = [
    "event",
    "name",
    "occurred",
    "latency",
    "user",
    "email",
    "consent",
    "page",
    "link",
    "personal",
    "referrer",
    "previous",
    "agent",
    "order",
    "cents",
    "currency",
    "element",
    "key",
    "person",
    "ip",
    "skew",
    "token",
    "delay",
]


def send_web(company: Company, state: State, day: int, events: Rows) -> Rows:
    """Leave the day's site events for the days they arrive; returns them with how they travelled."""
    rng = generator(company.seed, day, 11)
    size, rates = count(events), company.rates
    by_server = np.isin(events["name"], (LOGIN, LOGOUT, PURCHASE)) & (events["label"] == PERSON)
    by_server &= rng.random(size) < rates.server_share
    late = ~by_server & (rng.random(size) < rates.late_share)
    resent = ~by_server & (rng.random(size) < rates.duplicate_share)
    nameless = by_server & (rng.random(size) < rates.server_without_device)
    events["delay"] = np.where(late, rng.integers(2 * HOUR, LATEST_MS, size), 0)
    events["key"] = np.where(nameless, np.uint64(0), events["key"])
    events["by_server"], events["resent"], events["late"] = by_server, resent, late
    web = {name: events[name] for name in WEB_COLUMNS}
    again = pick(web, resent)
    again["delay"] = again["delay"] + rng.integers(30_000, 6 * HOUR, count(again))
    _deliver(company, state, stack([pick(web, ~by_server), again]), pick(web, by_server))
    return events


def send_impressions(company: Company, state: State, day: int, impressions: Rows) -> None:
    """Leave impressions for their day; a few are logged twice."""
    rng = generator(company.seed, day, 12)
    names = [
        "impression",
        "occurred",
        "key",
        "platform",
        "campaign",
        "creative",
        "channel",
        "placement",
        "position",
        "rendered",
        "viewable",
        "agent",
        "ip",
        "consent",
    ]
    rows = {name: impressions[name] for name in names}
    again = pick(rows, rng.random(count(rows)) < company.rates.impression_duplicates)
    rows = stack([rows, again])
    state.impressions.put(rows, day_of(company, rows["occurred"]))


def send_mail(company: Company, state: State, events: Rows) -> None:
    """Leave mail events for the day on which the mail tool hands them over."""
    state.mail.put(events, day_of(company, events["occurred"] + MINUTE))


def day_of(company: Company, instant: Array) -> Array:
    """Number of the day of an instant, from the first day of the simulation."""
    day: Array = (instant - company.first_day_ms) // DAY
    return day


def _deliver(company: Company, state: State, web: Rows, server: Rows) -> None:
    for mailbox, rows in ((state.web, web), (state.server, server)):
        rows["received"] = rows["occurred"] + rows["delay"] + rows["latency"]
        mailbox.put(rows, day_of(company, rows["received"]))
