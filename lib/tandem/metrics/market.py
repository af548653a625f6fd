"""The market index that a definition states: how much each day's rates are moved by the market as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.definitions import Definition
from tandem.errors import DefinitionError

MEASURES = ("ctr", "cr")


def market_index(market: Definition, measure: str, days: Sequence[date]) -> NDArray[np.float64] | None:
    """The index of each of `days`, None where none is stated for `measure`. Raises DefinitionError for a bad row."""
    stated = [_row(item, f"{market.path}: index {place}") for place, item in enumerate(market.body["indexes"], 1)]
    steps = sorted((row["from"], float(row[measure])) for row in stated if measure in row)
    if not steps:
        return None
    starts = np.array([start for start, _ in steps], dtype="datetime64[D]")
    levels = np.array([1.0, *(level for _, level in steps)])
    return np.asarray(levels[np.searchsorted(starts, np.array(days, dtype="datetime64[D]"), side="right")])


def _row(item: Any, where: str) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("from"), date) or item.keys() - {"from", *MEASURES}:
        raise DefinitionError(f"{where}: {item!r}, expected from (a date) with {' or '.join(MEASURES)}")
    for measure in item.keys() - {"from"}:
        level = item[measure]
        if isinstance(level, bool) or not isinstance(level, int | float) or level <= 0:
            raise DefinitionError(f"{where}: {measure} is {level!r}, expected a number over 0")
    return item
