"""How a placement or position moves a rate, ads being equal: a Poisson regression on two factors, fitted by margins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.stats.contrasts import Counts, contrast
from tandem.stats.normal import STEPS_90

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

ROUNDS = 30


def effects_within(successes: Array, trials: Array, *, part: Codes, ad: Codes, group: Codes) -> tuple[Array, ...]:
    """Rate of each part over that of the rest of its group at equal ads, with its 90 % interval: value, low, high.

    One row per cell; each part and each ad lies in one group. Rates are products of an ad's and a part's factor, fitted
    by turns (Deming and Stephan 1940; for counts the maximum of likelihood, Bishop, Fienberg and Holland 1975).
    """
    parts, factor = int(part.max()) + 1, np.ones(int(part.max()) + 1)
    of_ad = np.bincount(ad, successes)
    for _ in range(ROUNDS):
        base = trials * (of_ad / np.maximum(np.bincount(ad, trials * factor[part]), 1e-300))[ad]
        factor = np.bincount(part, successes, parts) / np.maximum(np.bincount(part, base, parts), 1e-300)
    group_of = np.zeros(parts, dtype=np.intp)
    group_of[part] = group
    sums = [np.asarray(np.bincount(part, each, parts), np.float64) for each in (successes, trials, base)]
    wholes = [np.asarray(np.bincount(group_of, each)[group_of], np.float64) for each in sums]
    ratio, variance = contrast(Counts(*sums), Counts(*wholes))
    step = STEPS_90 * np.sqrt(variance)
    return np.exp(ratio), np.exp(ratio - step), np.exp(ratio + step)
