"""What a page says of a measure with days too far out of limits: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Hold:
    """One measure that is held, or that an owner has released or corrected."""

    name: str  # of the campaign; empty for the company
    label: str  # of the measure
    cell: str  # as `tandem hold` names it
    status: str  # held, released, or corrected
    since: date
    last_date: date
    days: int  # of the period that are far out
    value: float | None  # as published
    low: float | None = None
    high: float | None = None
    measured: float | None = None
    approved_to: date | None = None  # last day of the last approved period
    owner: str = ""  # who has decided; empty: nobody
    reason: str = ""
    decided: date | None = None
    answers: str = ""  # role that answers for the measure
