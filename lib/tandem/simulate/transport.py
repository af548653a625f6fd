"""How events travel: most at once, some late, some twice, some from browser and server."""

from __future__ import annotations

import numpy as np

from tandem.simulate.draws import generator
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
    "landed",
    "mailed",
    "locale",
    "region",
    "audience",
]


def send_web(company: Company, state: State, day: int, events: Rows) -> Rows:
    """Leave the day's site events for the days they arrive; returns them with how they travelled.

    An event that both saw travels twice under one id: what the server knows of it does not depend on the browser.
    """
    rng = generator(company.seed, day, 11)
    size, rates, by_browser, by_server = count(events), company.rates, events["by_browser"], events["by_server"]
    events["late"] = by_browser & (rng.random(size) < rates.late_share)
    events["resent"] = by_browser & (rng.random(size) < rates.duplicate_share)
    events["delay"] = np.where(events["late"], rng.integers(2 * HOUR, LATEST_MS, size), 0)
    nameless = np.where(rng.random(size) < rates.server_without_device, np.uint64(0), events["key"])
    web = {name: events[name] for name in WEB_COLUMNS}
    server = {**web, "key": nameless, "delay": np.zeros(size, dtype=np.int64)}
    again = pick(web, events["resent"])
    again["delay"] = again["delay"] + rng.integers(30_000, 6 * HOUR, count(again))
    _deliver(company, state, stack([pick(web, by_browser), again]), pick(server, by_server))
    events["key"] = np.where(by_browser, events["key"], nameless)
    return {**events, **_arrivals(company, events)}


def _arrivals(company: Company, events: Rows) -> Rows:
    """Day on which each witness's first row arrives; -1 where it sends none."""
    at_once = events["occurred"] + events["latency"]
    return {
        "browser_day": np.where(events["by_browser"], day_of(company, at_once + events["delay"]), -1),
        "server_day": np.where(events["by_server"], day_of(company, at_once), -1),
    }


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
        "region",
        "audience",
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
