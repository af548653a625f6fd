"""What every table of this stage is handed: how to read, and all that decides how rows are cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pyspark.sql import DataFrame

from tandem.changes import Affected
from tandem.config import CleanConfig, ReportingConfig, Section
from tandem.contract import Table
from tandem.definitions import Definition


@dataclass(frozen=True)
class Rules:
    """The key, the definitions, the settings and the night's date; each table uses what concerns it."""

    keys: tuple[bytes, ...]  # of the pseudonyms, in the order they are applied
    channels: Definition
    bots: Definition
    staff: Definition
    leads: Definition
    clean: CleanConfig
    reporting: ReportingConfig
    through: date

    @property
    def settings(self) -> tuple[Section, ...]:
        """What every table of this stage is made by."""
        return self.clean, self.reporting


class Read(Protocol):
    """Rows of a table, within what is affected: `Lake.read`, without the lake."""

    def __call__(self, table: Table, within: Affected | None = None) -> DataFrame:
        """Contract columns; empty when the table does not exist yet."""
