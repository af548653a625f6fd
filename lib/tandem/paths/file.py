"""What a file of paths holds, once it is read."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.paths.arrays import Paths
from tandem.paths.rows import Ledger


@dataclass(frozen=True)
class Untouched:
    """Journeys that hold no touch at all: no rule can credit their conversions."""

    conversions: float = 0.0
    value: float = 0.0
    nulls: float = 0.0


@dataclass(frozen=True)
class PathFile:
    """Its paths, what followed no touch, the columns that were read (by role), and the ledger of its rows."""

    paths: Paths
    untouched: Untouched
    columns: dict[str, str]
    ledger: Ledger
