"""What sees an action: the tag in the browser, unless it is blocked or fails, and beside it the shop's server."""

from __future__ import annotations

import numpy as np

from tandem.simulate.browsing import LOGIN, LOGOUT, PURCHASE
from tandem.simulate.draws import generator
from tandem.simulate.labels import PERSON
from tandem.simulate.rows import Array, Rows, count
from tandem.simulate.state import Company


def witness(company: Company, day: int, events: Rows) -> Rows:
    """`events` of people with `by_browser` and `by_server`; each misses what it misses whatever the other sees."""
    rng = generator(company.seed, day, 16)
    rates, size = company.rates, count(events)
    is_action = is_witnessed(events)
    fails = is_action & (rng.random(size) < rates.tag_failures)
    is_blocked = company.people.devices["blocks"][events["device"]]
    told = is_action & (rng.random(size) < rates.server_share)
    return {**events, "by_browser": ~is_blocked & ~fails, "by_server": told}


def is_witnessed(events: Rows) -> Array:
    """Actions of people that the server can tell of."""
    can_be: Array = np.isin(events["name"], (LOGIN, LOGOUT, PURCHASE)) & (events["label"] == PERSON)
    return can_be


def is_seen(events: Rows) -> Array:
    """Some witness tells of it."""
    seen: Array = events["by_browser"] | events["by_server"]
    return seen
