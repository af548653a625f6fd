"""All settings of a night, read from conf/base.yml and the files laid over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError, model_validator

from tandem.conf_file import content_of
from tandem.config.credit import AttributionConfig
from tandem.config.judging import DiagnosisConfig, MetricsConfig, ModelsConfig, ScorecardConfig
from tandem.config.people import IdentityConfig, SessionsConfig, VisitsConfig
from tandem.config.rows import CleanConfig, IngestConfig, LakeConfig, ReportingConfig, SparkConfig
from tandem.config.section import Section
from tandem.errors import ConfigError


class Config(Section):
    """All settings of a night."""

    lake: LakeConfig = LakeConfig()
    spark: SparkConfig = SparkConfig()
    reporting: ReportingConfig = ReportingConfig()
    ingest: IngestConfig = IngestConfig()
    clean: CleanConfig = CleanConfig()
    visits: VisitsConfig = VisitsConfig()
    identity: IdentityConfig = IdentityConfig()
    sessions: SessionsConfig = SessionsConfig()
    attribution: AttributionConfig = AttributionConfig()
    metrics: MetricsConfig = MetricsConfig()
    diagnosis: DiagnosisConfig = DiagnosisConfig()
    models: ModelsConfig = ModelsConfig()
    scorecard: ScorecardConfig = ScorecardConfig()
    definitions: Path | None = None  # folder of the definitions; null: the ones that ship with Tandem
    is_simulated: bool = False  # the simulated company: its fixed id key may be used

    @property
    def cuts(self) -> list[Section]:
        """What says where visits and sessions are cut; the reporting day counts in `ua` alone, for its midnights."""
        return [self.visits, self.reporting] if self.visits.mode == "ua" else [self.visits]

    @model_validator(mode="after")
    def _open_long_enough(self) -> Config:
        """A late row must still find its day open, whatever it can alter."""
        windows = {
            "identity.carry_days": self.identity.carry_days,
            "identity.backfill_days": self.identity.backfill_days,
            **{f"attribution.{name}": days for name, days in self.attribution.windows_days.items()},
        }
        longest = max(windows, key=windows.__getitem__)
        needed = windows[longest] + self.reporting.late_days
        if self.reporting.restate_days < needed:
            raise ValueError(
                f"reporting.restate_days is {self.reporting.restate_days}; at least {needed}: the longest window, "
                f"{longest} ({windows[longest]} days), and reporting.late_days ({self.reporting.late_days})"
            )
        return self

    @model_validator(mode="after")
    def _stages_that_convert(self) -> Config:
        """What is said of a stage of leads as a conversion must find one."""
        on = {"purchase", "lead", "ad_click", *self.clean.lead_conversions}
        if unknown := [name for name in (*self.attribution.own, self.metrics.cr_of) if name not in on]:
            raise ValueError(
                f"{unknown[0]} is a stage of leads that clean.lead_conversions does not name, so nothing converts by "
                "it; name it there, or not in attribution.types and metrics.cr_of"
            )
        return self


def load_config(base: Path, *over: Path, **sections: dict[str, Any]) -> Config:
    """The settings of `base` with later files, then `sections`, laid over it key by key.

    Raises ConfigError that names the file, the key, the value and what is allowed, for everything wrong at once.
    """
    files = {str(path): content_of(path, ConfigError, holds="sections of settings") for path in (base, *over)}
    merged: dict[str, Any] = {}
    for content in (*files.values(), sections):
        merged = _laid_over(merged, content)
    try:
        return Config.model_validate(merged)
    except ValidationError as error:
        raise ConfigError("; ".join(_explained(dict(each), files) for each in error.errors())) from None


def _laid_over(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = {
        key: _laid_over(under[key], over[key])
        for key in under.keys() & over.keys()
        if isinstance(under[key], dict) and isinstance(over[key], dict)
    }
    return {**under, **over, **both}


def _explained(error: dict[str, Any], files: dict[str, dict[str, Any]]) -> str:
    keys = [str(part) for part in error["loc"]]
    where = next((name for name, content in reversed(files.items()) if _holds(content, keys)), "settings")
    if error["type"] == "extra_forbidden":
        known = ", ".join(sorted(_section(keys[:-1]).model_fields))
        return f"{where}: unknown key {'.'.join(keys)} = {error['input']!r}; the keys that exist: {known}"
    said = str(error["msg"]).removeprefix("Value error, ")
    if not keys:
        return f"{where}: {said}"
    return f"{where}: {'.'.join(keys)} = {error['input']!r}: {said.lower()}"


def _holds(content: Any, keys: list[str]) -> bool:
    for key in keys:
        if not isinstance(content, dict) or key not in content:
            return False
        content = content[key]
    return bool(keys)


def _section(keys: list[str]) -> type[BaseModel]:
    """The section that `keys` lead to; one that may be left out is known by what it is else."""
    section: type[BaseModel] = Config
    for key in keys:
        stated = section.model_fields[key].annotation
        section = next(
            each for each in (stated, *get_args(stated)) if isinstance(each, type) and issubclass(each, BaseModel)
        )
    return section
