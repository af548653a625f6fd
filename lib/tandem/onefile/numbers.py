"""Numbers as people and platforms write them: one way to read each, or an error."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tandem.delimited.cells import Cells
from tandem.errors import TandemError

Array = NDArray[np.float64]
Kind = Literal["count", "number", "money"]

BLANKS = frozenset({"", "-", "--", "\u2013", "n/a", "na", "null", "none", "nan"})  # in lower case
CURRENCY = "€$£¥ \u00a0\u202f"
SPACES = "'\u2019 \u00a0\u202f"
GROUPS = {".": f"[,{SPACES}]", ",": f"[.{SPACES}]"}  # what may part thousands beside each decimal mark
FORMS = {
    mark: re.compile(rf"[-+]?(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)?(?:{re.escape(mark)}\d*)?(?:[eE][-+]?\d+)?")
    for mark, group in GROUPS.items()
}


def read_numbers(cells: Cells, column: str, *, decimal: str, kind: Kind) -> tuple[Array, int]:
    """The numbers of one column, none under 0, and how many cells were blank: those count as 0.

    `decimal` is the decimal mark, `.` or `,`; the other one, blanks and apostrophes may part thousands. Counts are
    whole; money may carry a currency sign. Raises TandemError at the first cell that is anything else.
    """
    texts = cells.columns[column]
    numbers, blanks = np.zeros(len(texts)), 0
    for row, text in enumerate(texts):
        if text.isdecimal():
            numbers[row] = float(text)
        elif text.casefold() in BLANKS:
            blanks += 1
        else:
            numbers[row] = _number(text.strip(CURRENCY) if kind == "money" else text, decimal)
            if not _is_allowed(numbers[row], kind):
                raise TandemError(_refusal(cells, row, column, decimal, kind))
    return numbers, blanks


def _number(text: str, decimal: str) -> float:
    """The number, or nan."""
    if not FORMS[decimal].fullmatch(text) or not any(letter.isdecimal() for letter in text):
        return float("nan")
    return float(re.sub(GROUPS[decimal], "", text).replace(decimal, "."))


def _is_allowed(number: float, kind: Kind) -> bool:
    return bool(np.isfinite(number)) and number >= 0 and (kind != "count" or number == int(number))


def _refusal(cells: Cells, row: int, column: str, decimal: str, kind: Kind) -> str:
    text, other = cells.columns[column][row], "," if decimal == "." else "."
    allowed = "a whole number" if kind == "count" else "a number"
    as_other = _number(text, other)
    hint = f"; with --decimal {other!r} it is {as_other:g}" if _is_allowed(as_other, kind) else ""
    return f"{cells.place(row)}: {column} is {text!r}, expected {allowed} that is 0 or more{hint}"
