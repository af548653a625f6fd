"""How far back a hold reaches: from the days that lie too far out, and that nobody has answered for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def first_held(far_out: NDArray[np.bool_], *, period_days: int) -> int | None:
    """Place of the first day of the hold that stands on the last day; None: none does.

    `far_out` are the unanswered days, the last one last. A period of `period_days` is held while such a day is in it,
    so days that are closer together than a period are one hold: between them no period was without one.
    """
    first, since = None, len(far_out) - period_days
    for place in np.flatnonzero(far_out)[::-1]:
        if place < since:
            break
        first, since = int(place), int(place) - period_days
    return first
