"""Rows of metrics.readings, and the small words that their sentences share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.tables import READINGS

Array = NDArray[np.float64]
Row = dict[str, Any]

COMPANY = "company"
LEVELS = (COMPANY, "channel", "campaign")
TEXTS = tuple(column.name for column in READINGS.columns if column.type == "string")


@dataclass(frozen=True)
class Asked:
    """What night it is, and how sure a verdict has to be."""

    through: date
    window_days: int
    decided: float

    def complete(self, row: Mapping[str, Any]) -> Row:
        """`row` with every column of the table: texts that it lacks are empty, days are those of the window."""
        window = {"from_date": self.day(self.window_days - 1), "to_date": self.through}
        known = {"through": self.through, **dict.fromkeys(TEXTS, ""), **window, **row}
        return {name: _plain(known.get(name)) for name in READINGS.column_names}

    def day(self, age: int) -> date:
        """The reporting day so many days before the night."""
        return self.through - timedelta(days=age)


def by_entity(rows: pd.DataFrame, level: str) -> list[tuple[str, pd.DataFrame]]:
    """The rows of each entity of a level that has a name."""
    if level == COMPANY:
        return [(COMPANY, rows)] if len(rows) else []
    named = rows[rows[level].fillna("") != ""]
    return [(str(name), of_one) for name, of_one in named.groupby(level, sort=True)]


def basis_of(rows: pd.DataFrame) -> str:
    """The basis that all rows share; empty where they do not."""
    found = rows["basis"].unique()
    return str(found[0]) if len(found) == 1 else ""


def by_day(rows: pd.DataFrame, name: str, *, days: int, after: int = 0) -> Array:
    """Sums of one column over the `days` ages from `after` on, the youngest first."""
    age = rows["age"].to_numpy() - after
    inside = (age >= 0) & (age < days)
    found = np.bincount(age[inside].astype(np.intp), weights=rows[name].to_numpy(dtype=np.float64)[inside])
    return np.concatenate([found, np.zeros(days - len(found))])


def sure(probability: float) -> str:
    """A probability in words; rounding to 100 would claim what no sample can show."""
    return f"sure at {min(int(100 * probability), 99)} %"


def per_cent(ratio: float) -> str:
    """1.312 -> `up 31 %`."""
    return f"{'up' if ratio >= 1 else 'down'} {abs(ratio - 1):.0%}".replace("%", " %")


def _plain(value: Any) -> Any:
    """Numbers that are not known are null; numpy's own become Python's."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not np.isfinite(value) else value
