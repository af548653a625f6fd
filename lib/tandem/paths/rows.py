"""Rows of a file that can be counted, and the bad ones beside them: refused, or set aside and counted; never lost."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from tandem.errors import PathsError, UsageError


class BadFieldError(Exception):
    """A field of a row cannot be taken: what is wrong, what was given, what is allowed. Never leaves the reader."""

    def __init__(self, reason: str, given: str) -> None:
        super().__init__(f"{reason}; given {given!r}")
        self.reason = reason


@dataclass
class Ledger:
    """Rows read, and those set aside by reason, with the first of each in full."""

    where: str  # what messages call the file
    rows: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    first: str = ""

    @property
    def bad(self) -> int:
        """Rows set aside."""
        return self.reasons.total()

    def set_aside(self, line: int, error: BadFieldError, rows: int = 1) -> None:
        """Count one bad row, or several that only make sense together."""
        self.reasons[error.reason] += rows
        self.examples.setdefault(error.reason, f"line {line}: {error}")
        self.first = self.first or f"line {line}: {error}"

    def close(self, max_bad_share: float) -> None:
        """PathsError when more rows are bad than may be set aside, or none is left."""
        if not self.rows:
            raise PathsError(f"{self.where}: a header and no rows")
        if self.bad > max_bad_share * self.rows or self.bad == self.rows:
            raise PathsError(
                f"{self.where}: {self.first}. {self.bad:,} of {self.rows:,} rows are bad: repair them, "
                "or set them aside with --max-bad-share"
            )


def checked_share(share: float) -> float:
    """A share of bad rows; UsageError when it is none."""
    if not 0 <= share <= 1:
        raise UsageError(f"--max-bad-share: {share} is no share, expected a number from 0 to 1")
    return share


def number(text: str, name: str) -> float:
    """A number from 0; BadFieldError when it is missing, negative or none."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if 0 <= found < math.inf and "_" not in text:
        return found
    if not text.strip():
        raise BadFieldError(f"{name} is missing, expected a number from 0", text)
    if -math.inf < found < 0:
        raise BadFieldError(f"{name} is negative, expected a number from 0", text)
    raise BadFieldError(f"{name} is not a number, expected one from 0 with a point for decimals", text)


def worth(text: str, name: str, conversions: float) -> float:
    """A value, which only a conversion can have; where there is none it may be left out."""
    value = 0.0 if not conversions and not text.strip() else number(text, name)
    if value and not conversions:
        raise BadFieldError(f"{name} without a conversion, expected 0", text)
    return value
