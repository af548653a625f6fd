"""Rates, verdicts, models, and what is published of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from tandem.config.section import Section


class MetricsConfig(Section):
    """Windows and priors of the rates."""

    window_days: PositiveInt = 28  # days of the window that is judged, and of its prior
    lag_days: PositiveInt = 30  # a click may convert for so long
    stage_days: PositiveInt = 90  # a lead may reach a later stage for so long
    cr_of: Literal["purchase", "lead", "qualified", "opportunity", "won"] = "purchase"  # what CR counts
    half_life_days: PositiveFloat = 14.0  # half-life of time-weighted rates
    hold_tail: float = Field(default=1e-6, gt=0, lt=0.5)  # a day less likely than this, on its side, holds its measure


class DiagnosisConfig(Section):
    """When an axis is called high, low or at par."""

    decided: float = Field(default=0.9, gt=0.5, lt=1)  # probability from which a verdict is given
    par_share: float = Field(default=0.05, gt=0, lt=1)  # an index this close to 1 is at par


class ModelsConfig(Section):
    """Training and promotion."""

    horizon_days: PositiveInt = 7  # a session's person converts within so many days after it, or not
    training_days: PositiveInt = 90  # days before the holdout that training looks at
    holdout_days: PositiveInt = 7  # last days that training does not see
    max_training_rows: PositiveInt = 200_000  # sessions sampled for training
    train_every_days: PositiveInt = 7  # a night trains when the newest version is older than this
    seed: NonNegativeInt = 7  # of every random step


class ScorecardConfig(Section):
    """What is published."""

    company: str = "Our company"  # name at the head of the page
    campaigns_on_page: PositiveInt = 100  # campaigns in the table of the page
