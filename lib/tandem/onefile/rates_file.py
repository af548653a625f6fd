"""rates.csv: one row per arm, numbers as they are, blank where nothing is known."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tandem.errors import TandemError
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


def write_rates(found: Verdicts, file: Path) -> None:
    """Write every arm in order of the names. Raises TandemError where the file cannot be written."""
    try:
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(_lines(found))
    except OSError as error:
        raise TandemError(f"{file}: cannot be written: {error.strerror}") from error


def _lines(found: Verdicts) -> Iterator[tuple[str, ...]]:
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
