"""rates.csv: one row per arm, numbers as they are, blank where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from tandem.onefile.verdicts import Rate, Verdicts

Array = NDArray[np.float64]

COLUMNS = (
    "name",
    "impressions",
    "clicks",
    "conversions",
    *(f"ctr_{part}" for part in ("raw", "smoothed", "low", "high")),
    *(f"cr_{part}" for part in ("raw", "smoothed", "low", "high")),
    "p_ctr_high",
    "p_cr_high",
    "quadrant",
    "needed",
)


def rate_rows(found: Verdicts) -> Iterator[tuple[str, ...]]:
    """Every arm in order of the names."""
    arms = found.arms
    counts = (arms.impressions, arms.clicks, arms.conversions)
    rates = chain.from_iterable(_ends(rate) for rate in (found.ctr, found.cr))
    numbers = (*counts, *rates, found.ctr.p_high, found.cr.p_high)
    texts = ([_text(number) for number in column.tolist()] for column in numbers)
    quadrants, needed = found.quadrant.tolist(), (str(number) for number in found.needed.tolist())
    return zip(arms.names, *texts, quadrants, needed, strict=True)


def _ends(rate: Rate) -> tuple[Array, ...]:
    return rate.raw, rate.smoothed, rate.low, rate.high


def _text(number: float) -> str:
    """1143.0 -> 1143; nan -> blank."""
    if number != number:
        return ""
    return str(int(number)) if number == int(number) else f"{number:.9g}"
