"""Days drawn again: the bootstrap of whole days, with the same draws on every night."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DRAWS, SEED = 2000, 7
FEWEST_DAYS = 5  # fewer say nothing of how days differ


@lru_cache(maxsize=256)
def redrawn_days(days: int) -> Array:
    """How often each day is drawn, one row per draw; a function of the number of days only."""
    random = np.random.default_rng([SEED, days])
    often = random.multinomial(days, np.full(days, 1 / days), size=DRAWS).astype(np.float64)
    often.flags.writeable = False  # every caller has the same draws
    return often
