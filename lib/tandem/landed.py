"""A delivered file before it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LandedFile:
    """One file as the file system shows it."""

    path: str  # below the landing folder
    uri: str  # as Spark names it
    size_bytes: int
    modified_at: datetime
