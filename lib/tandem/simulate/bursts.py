"""A burst is what one person does on one device in one go; here is how one begins."""

from __future__ import annotations

import numpy as np

from tandem.simulate.draws import Keys, choose, keys
from tandem.simulate.exposure import slot_start
from tandem.simulate.people import SLOT_WEIGHTS
from tandem.simulate.rates import MINUTE
from tandem.simulate.rows import Array, Rows
from tandem.simulate.state import Company

DIRECT, ORGANIC_SEARCH, ORGANIC_SOCIAL, REFERRAL, AD, MAIL, SWITCH, KIOSK_LOGIN = range(8)  # how it begins
NO_LOGIN, REMEMBERED, LOGS_IN = range(3)


def arrive(
    rng: np.random.Generator, company: Company, day: int, entry: int | Array, person: Array, link: Array | None = None
) -> Rows:
    """Bursts of `person` at a likely hour."""
    slot = choose(rng, SLOT_WEIGHTS, len(person))
    start = slot_start(company, person, slot, day) + rng.integers(0, 20 * MINUTE, len(person))
    return begin(entry, person, slot, company.people.device_at(person, slot, day), start, link=link)


def begin(
    entry: int | Array, person: Array, slot: Array, device: Array, start: Array, link: Array | None = None
) -> Rows:
    """Bursts of `person` from `start` on; nothing is decided of them yet."""
    size = len(person)
    return {
        "entry": np.broadcast_to(entry, size).astype(np.int64),
        "person": person.astype(np.int64),
        "slot": slot.astype(np.int64),
        "device": device.astype(np.int64),
        "start": start.astype(np.int64),
        "link": np.full(size, -1) if link is None else link,
        "converts": np.zeros(size, dtype=np.bool_),
        "cause": np.full(size, -1),
        "campaign": np.full(size, -1),
        "touch": np.zeros(size, dtype=np.uint64),
    }


def event_ids(company: Company, day: int, burst: Array, at: int | Array) -> Keys:
    """Ids of the events of the day's bursts; a burst has fewer than 64."""
    return keys(company.seed, 4, (day << 34) + burst * 64 + at)
