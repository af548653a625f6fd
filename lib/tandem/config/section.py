"""What every section of the settings is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from tandem.conf_file import hash_of


class Section(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def name(self) -> str:
        """How commits name it, e.g. `settings.visits`."""
        return f"settings.{type(self).__name__.removesuffix('Config').lower()}"

    @property
    def hash(self) -> str:
        """16 hex over all that it says."""
        return hash_of(self.model_dump_json())
