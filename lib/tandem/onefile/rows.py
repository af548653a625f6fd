"""The rows of a table in numbers: counts as floats, names, channels and days as places in their sorted lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.delimited.cells import Cells
from tandem.errors import TandemError
from tandem.onefile.numbers import Kind, read_numbers

Array = NDArray[np.float64]
Codes = NDArray[np.intp]
Flags = NDArray[np.bool_]

TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
KINDS: dict[str, Kind] = {
    "impressions": "count",
    "clicks": "count",
    "conversions": "number",  # platforms share them out: half a conversion occurs
    "spend": "money",
    "value": "money",
}


@dataclass(frozen=True)
class Labels:
    """Texts of rows, each once and in order, and the place of each row's among them."""

    texts: list[str]
    place: Codes


@dataclass(frozen=True)
class Rows:
    """The rows that have a name."""

    numbers: dict[str, Array]  # by field
    name: Labels
    channel: Labels  # one nameless channel where the file has no column of them
    day: Labels | None
    blanks: dict[str, int]  # field -> blank cells, which count as 0
    nameless: int  # rows left out


def read_rows(cells: Cells, columns: dict[str, str], *, decimal: str) -> Rows:
    """The rows of `cells` by the column of each field.

    Raises TandemError at the first cell that is no such number, at a blank day, and where no row has a name.
    """
    names = np.array(cells.columns[columns["name"]])
    named = names != ""
    if not named.any():
        raise TandemError(f"{cells.where}: {columns['name']} is blank in all {len(named)} rows, expected a name")
    numbers, blanks = {}, {}
    for field, kind in KINDS.items():
        if field in columns:
            each, blanks[field] = read_numbers(cells, columns[field], decimal=decimal, kind=kind)
            numbers[field] = each[named]
    channels = np.array(cells.columns[columns["channel"]]) if "channel" in columns else np.full(len(named), "")
    day = _labels(_days(cells, columns["date"], named)) if "date" in columns else None
    return Rows(numbers, _labels(names[named]), _labels(channels[named]), day, blanks, int(np.sum(~named)))


def _labels(texts: NDArray[np.str_]) -> Labels:
    found, place = np.unique(texts, return_inverse=True)
    return Labels(found.tolist(), place)


def _days(cells: Cells, column: str, named: Flags) -> NDArray[np.str_]:
    """The day of each row as it is written, without a time of day."""
    days = np.array([TIME_OF_DAY.sub("", text) for text in cells.columns[column]])
    for row in np.flatnonzero(named & (days == "")).tolist():
        raise TandemError(f"{cells.place(row)}: {column} is blank, expected a day; --date '' does without days")
    return days[named]
