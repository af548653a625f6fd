"""Where people live and which audience they belong to, and what that does to CTR and CR.

CR differs truly between regions and CTR between audiences; CTR does not between regions, nor CR between audiences. The
factors of a dimension have the mean 1, so that what is true of channels and campaigns stays.
"""

from __future__ import annotations

import numpy as np

from tandem.simulate.draws import mix
from tandem.simulate.people import People
from tandem.simulate.rows import Array

REGIONS = ("NL", "BE", "DE", "GB")
REGION_UP_TO = (40, 65, 85)  # per cent of households, for all but the last
REGION_CR = (0.88, 1.36, 0.88, 0.88)
AUDIENCES = ("in-market", "look-alike", "broad")
AUDIENCE_UP_TO = (30, 70)  # per cent of people, for all but the last
AUDIENCE_CTR = (1.2, 1.0, 0.8)
DIMENSIONS = {"region": REGIONS, "audience": AUDIENCES}
NOBODY = -1
SALTS = (np.uint64(0x4E6104), np.uint64(0xA0D1E))


def region_of(people: People, person: Array) -> Array:
    """Code of each person's region: the household's; drawn from its number, so that no other chance moves."""
    home = np.where(person < 0, 0, people.persons["household"][person])
    return np.where(person < 0, NOBODY, _drawn(home, SALTS[0], REGION_UP_TO))


def audience_of(person: Array) -> Array:
    """Code of each person's audience; drawn from the person's number."""
    return np.where(person < 0, NOBODY, _drawn(person.clip(min=0), SALTS[1], AUDIENCE_UP_TO))


def _drawn(number: Array, salt: np.uint64, up_to: tuple[int, ...]) -> Array:
    per_cent = (mix(number.astype(np.uint64) ^ salt) % np.uint64(100)).astype(np.int64)
    code: Array = np.searchsorted(np.array(up_to), per_cent, side="right")
    return code
