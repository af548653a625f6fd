"""How a night judges the days to it: from how many days, by which settings and definitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from pyspark.sql import DataFrame

from tandem.changes import Affected
from tandem.columns.reporting import key_of_night
from tandem.config import DiagnosisConfig, MetricsConfig, ReportingConfig, Section
from tandem.definitions import Definition
from tandem.metrics.lead_stages import build_lead_stages
from tandem.metrics.limits import LIMIT_DAYS, build_limits
from tandem.metrics.rates import HISTORY_DAYS, build_rates
from tandem.metrics.readings import READINGS_DAYS, build_readings
from tandem.tables import COHORTS, CREDITS, DAYS, LEAD_STAGES, LEADS, LIMITS, OUTCOMES, RATES, READINGS, Table

JUDGED_BY = ("market", "approvals", "leads")  # definitions, as `judgements` takes them


@dataclass(frozen=True)
class Judgement:
    """How the rows of one night are made."""

    build: Callable[..., DataFrame]  # (*inputs, through)
    inputs: tuple[Table, ...]  # the first is metrics.days
    days_back: int
    settings: tuple[Section, ...]
    definitions: tuple[Definition, ...] = ()

    def history(self, through: date) -> Affected:
        """The days that it looks back on."""
        return Affected(since=through - timedelta(days=self.days_back - 1))

    def rows_of(self, through: date, days: DataFrame) -> Affected:
        """The rows of one night; none where there are no `days`."""
        return Affected(key_of_night(days, through))


def judgements(
    conf: MetricsConfig,
    diagnosis: DiagnosisConfig,
    reporting: ReportingConfig,
    market: Definition,
    approvals: Definition,
    leads: Definition,
) -> dict[Table, Judgement]:
    """How each table of one row per night is made: anew each night, because its windows move and clicks ripen."""
    rates = partial(build_rates, conf=conf, par_share=diagnosis.par_share)
    limits = partial(build_limits, conf=conf, market=market, approvals=approvals)
    readings = partial(build_readings, conf=conf, diagnosis=diagnosis)
    stages = partial(build_lead_stages, conf=conf, definition=leads, timezone=reporting.timezone)
    counted = (DAYS, OUTCOMES)
    # A reporting day begins up to 14 hours before the UTC day.
    stage_days = conf.window_days + conf.stage_days + 1
    return {
        RATES: Judgement(rates, counted, rates_days(conf), (conf, diagnosis)),
        LIMITS: Judgement(limits, counted, LIMIT_DAYS, (conf,), (market, approvals)),
        # Conversions of the first day that leads look at belong to clicks before it.
        READINGS: Judgement(readings, (*counted, RATES, COHORTS), READINGS_DAYS + conf.lag_days, (conf, diagnosis)),
        LEAD_STAGES: Judgement(stages, (*counted, LEADS, CREDITS), stage_days, (conf, reporting), (leads,)),
    }


def rates_days(conf: MetricsConfig) -> int:
    """Days that the rates of one night look back on, its own included."""
    return max(HISTORY_DAYS, conf.window_days)


def rates_to(
    night: date, read: Callable[[Table, Affected], DataFrame], conf: MetricsConfig, diagnosis: DiagnosisConfig
) -> DataFrame:
    """Rates of the window that ends on `night`, from what is known today of the days to it; rows of metrics.rates."""
    history = Affected(since=night - timedelta(days=rates_days(conf) - 1))
    days, outcomes = (read(each, history) for each in (DAYS, OUTCOMES))
    return build_rates(days, outcomes, conf, through=night, par_share=diagnosis.par_share)
