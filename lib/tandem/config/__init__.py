"""Settings: one frozen model per stage, read from conf/base.yml and the files laid over it."""

from tandem.config.credit import AttributionConfig, TypesConfig
from tandem.config.judging import DiagnosisConfig, MetricsConfig, ModelsConfig
from tandem.config.load import Config, load_config
from tandem.config.people import (
    BasesConfig,
    BasisConfig,
    Cuts,
    IdentityConfig,
    LimitsConfig,
    LinkLimit,
    SessionsConfig,
    VisitsConfig,
)
from tandem.config.rows import CleanConfig, IngestConfig, LakeConfig, ReportingConfig
from tandem.config.section import Section

__all__ = [
    "AttributionConfig",
    "BasesConfig",
    "BasisConfig",
    "CleanConfig",
    "Config",
    "Cuts",
    "DiagnosisConfig",
    "IdentityConfig",
    "IngestConfig",
    "LakeConfig",
    "LimitsConfig",
    "LinkLimit",
    "MetricsConfig",
    "ModelsConfig",
    "ReportingConfig",
    "Section",
    "SessionsConfig",
    "TypesConfig",
    "VisitsConfig",
    "load_config",
]
