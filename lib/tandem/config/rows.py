"""Where rows come from and lie, and how they become events that may be trusted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from tandem.config.section import Section


class LakeConfig(Section):
    """Where tables lie."""

    root: Path = Path("lake")  # parent folder of all layers
    catalog: str | None = None  # a catalog name instead of paths, on a cluster that has one


class SparkConfig(Section):
    """The local session; on a cluster spark-submit's own settings win."""

    cores: NonNegativeInt = 0  # cores of local mode; 0: all of the machine
    memory: str = "4500m"  # heap of the local driver
    java_options: str = "-XX:+UseParallelGC"  # options of the local driver's Java
    shuffle_partitions: NonNegativeInt = 0  # tasks after a shuffle; 0: two a core


class ReportingConfig(Section):
    """One instant, one currency."""

    timezone: str = "UTC"  # timezone of the reporting day
    currency: str = "EUR"  # currency of every published amount
    restate_days: PositiveInt = 35  # days that stay open: a night may restate them
    late_days: NonNegativeInt = 5  # lateness that every window must still have room for, days


class IngestConfig(Section):
    """How deliveries are taken in."""

    max_bad_share: float = Field(default=0.2, ge=0, le=1)  # a delivery with a larger share of bad rows is held whole
    landing: Path | None = None  # folder of delivered files; null: <lake.root>/landing
    feeds: Path = Path("feeds")  # folder of feed definitions, below the folder of the definitions
    undated: date | None = None  # day of deliveries whose path tells none; null: the night's date


BLOCKED_IDS = (
    "null", "none", "nil", "nan", "undefined", "unknown", "anonymous", "guest", "test", "n/a", "na", "(not set)", "-1",
    "d41d8cd98f00b204e9800998ecf8427e",  # MD5 of no e-mail address at all
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",  # SHA-1
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",  # SHA-256
)  # fmt: skip


ParameterName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")]


class CleanConfig(Section):
    """How rows become events that may be trusted."""

    max_clock_correction_h: PositiveInt = 24  # a larger correction of the sender's clock is not believed, hours
    order_wait_days: PositiveInt = 3  # a purchase event without order is unconfirmed after so many days
    unknown_consent: Literal["measure", "aggregate"] = "measure"  # what a row without any word on consent is for
    blocked_ids: tuple[str, ...] = BLOCKED_IDS  # words, in lower case, that stand where an id should be
    url_email_hashes: tuple[ParameterName, ...] = ("eh", "email_hash", "email_sha256")  # of page addresses
    level_tolerance: float = Field(default=0.01, ge=0, lt=1)  # levels of ad reports agree up to this share
    platform_actions: tuple[str, ...] = ("purchase",)  # actions of ad reports that are a platform's conversions
    witnessed: tuple[str, ...] = ("purchase", "lead", "login", "logout")  # events that client and server can both see
    lead_conversions: tuple[Literal["qualified", "opportunity", "won"], ...] = ()  # stages that convert too
