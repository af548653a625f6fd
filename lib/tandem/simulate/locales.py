"""Language and region of each device: mostly those of its home."""

from __future__ import annotations

import numpy as np

from tandem.simulate.draws import mix
from tandem.simulate.people import OWN, SHARED, People
from tandem.simulate.rows import Array

LOCALES = ("nl-NL", "nl-BE", "de-DE", "en-GB", "fr-BE", "en-US")
HOMES_UP_TO = (70, 80, 88, 94, 100)  # per cent of homes, for all but the last
FOREIGN = len(LOCALES) - 1  # of the kiosk, and of one own device in ten
SALT = np.uint64(0x10CA1E)


def locale_of(people: People, device: Array) -> Array:
    """Code of each device's locale; drawn from its number and its home, so that no other chance moves."""
    kind, owner = people.devices["kind"][device], people.devices["owner"][device]
    first_shared = int(np.argmax(people.devices["kind"] != OWN))
    home = np.where(kind == OWN, people.persons["household"][owner], device - first_shared)
    drawn = mix(home.astype(np.uint64) ^ SALT) % np.uint64(100)
    at_home = np.searchsorted(np.array(HOMES_UP_TO), drawn.astype(np.int64), side="right")
    is_foreign = (kind > SHARED) | ((kind == OWN) & (mix(device.astype(np.uint64) ^ SALT) % np.uint64(10) == 0))
    return np.where(is_foreign, FOREIGN, at_home)
