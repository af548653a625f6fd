"""Settings: one frozen model per stage, read from conf/base.yml and the files laid over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    model_validator,
)

from tandem.conf_file import content_of, hash_of
from tandem.errors import ConfigError


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


class LakeConfig(Section):
    """Where tables lie."""

    root: Path = Path("lake")  # parent folder of all layers
    catalog: str | None = None  # a catalog name instead of paths, on a cluster that has one


class SparkConfig(Section):
    """The local session; on a cluster spark-submit's own settings win."""

    cores: NonNegativeInt = 0  # cores of local mode; 0: all of the machine
    memory: str = "5g"  # heap of the local driver
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


Cuts = Literal["ga4", "ua"]


class VisitsConfig(Section):
    """How events are cut into visits."""

    timeout_s: PositiveInt = 1800  # a longer silence, in seconds, ends the visit
    mode: Cuts = "ga4"  # ga4: cuts at silences, logins, logouts; ua: also at midnights and campaigns


class LinkLimit(Section):
    """How many other ids of one type an id may be linked with before it identifies nobody."""

    others: PositiveInt  # distinct ids it may be seen with ...
    days: PositiveInt  # ... within so many days


class LimitsConfig(Section):
    """By type of id; what is no id of a person meets devices."""

    user: LinkLimit = LinkLimit(others=5, days=365)
    email: LinkLimit = LinkLimit(others=3, days=30)
    phone: LinkLimit = LinkLimit(others=3, days=30)
    crm: LinkLimit = LinkLimit(others=5, days=365)
    click: LinkLimit = LinkLimit(others=3, days=30)
    network: LinkLimit = LinkLimit(others=6, days=30)

    @property
    def own(self) -> dict[str, LinkLimit]:
        """By type."""
        return dict(self)


class BasisConfig(Section):
    """One kind of evidence beside the login."""

    used: bool  # a basis that is not used links nobody
    trust: float = Field(gt=0, le=1)  # probability that one such link alone is right


class BasesConfig(Section):
    """The kinds of evidence beside the login."""

    phone: BasisConfig = BasisConfig(used=True, trust=1.0)  # hashed telephone number beside another id
    crm: BasisConfig = BasisConfig(used=True, trust=1.0)  # customer number beside another id
    url_email: BasisConfig = BasisConfig(used=False, trust=0.9)  # hashed e-mail in a landing address
    click: BasisConfig = BasisConfig(used=False, trust=0.8)  # one click id on two devices
    network: BasisConfig = BasisConfig(used=False, trust=0.6)  # one address, browser family and locale, close in time

    @property
    def own(self) -> dict[str, BasisConfig]:
        """By name."""
        return dict(self)


class IdentityConfig(Section):
    """How ids become persons."""

    limits: LimitsConfig = LimitsConfig()
    bases: BasesConfig = BasesConfig()
    # So many links of ids are joined in one task; more, by all tasks. An Arrow array holds 2 GB: 33 million links.
    one_task_links: int = Field(default=10_000_000, ge=1, le=30_000_000)
    merge_trust: float = Field(default=0.95, gt=0, le=1)  # a basis trusted less joins no two strong ids
    likely_score: float = Field(default=0.5, gt=0, le=1)  # from this score on a device nobody claims is a person's
    close_days: NonNegativeInt = 1  # two devices were close in time when seen so many days apart at most
    carry_days: PositiveInt = 30  # an anonymous visit belongs to the last login of its device for so long
    backfill_days: PositiveInt = 30  # else to the next login within so many days
    shared_people: PositiveInt = 3  # more people than this ...
    shared_days: PositiveInt = 7  # ... in so many days make a device shared


class SessionsConfig(Section):
    """How visits of one person become sessions."""

    timeout_s: PositiveInt = 1800  # a longer silence, in seconds, ends the session
    engaged_s: PositiveInt = 10  # a session of this length counts as engaged, seconds
    returning_days: PositiveInt = 365  # a session in so many days before makes a person returning


WINDOWS = ("click_window_days", "view_window_days")
Scope = Literal["window", "since_last_conversion"]


class TypeConfig(Section):
    """What one type of conversion has otherwise than the others; None: as they have it."""

    click_window_days: PositiveInt | None = None
    view_window_days: PositiveInt | None = None
    scope: Scope | None = None


class TypesConfig(Section):
    """The types of conversion."""

    purchase: TypeConfig = TypeConfig()
    lead: TypeConfig = TypeConfig()
    ad_click: TypeConfig = TypeConfig()  # where credit of clicks is asked for; no conversion of the night


class TouchFiltersConfig(Section):
    """Touches that earn nothing whoever converts; what is empty asks nothing of a touch."""

    include_channels: tuple[str, ...] = ()  # touches of other channels are left out
    exclude_channels: tuple[str, ...] = ()
    include_campaigns: tuple[str, ...] = ()  # touches of other campaigns, or of none, are left out
    exclude_campaigns: tuple[str, ...] = ()
    include_hosts: tuple[str, ...] = ()  # touches that led to a page of another host are left out
    exclude_hosts: tuple[str, ...] = ()

    @property
    def stated(self) -> dict[str, tuple[str, ...]]:
        """Names by filter, in the order in which they apply; without those that ask nothing."""
        return {name: names for name in type(self).model_fields if (names := getattr(self, name))}

    @model_validator(mode="after")
    def _can_let_through(self) -> TouchFiltersConfig:
        """No name is both let in and kept out, and a host is one, not an address."""
        for kind in ("channels", "campaigns", "hosts"):
            let_in, kept_out = ({n.lower() for n in getattr(self, f"{side}_{kind}")} for side in ("include", "exclude"))
            if both := sorted(let_in & kept_out):
                raise ValueError(f"{both[0]} stands in include_{kind} and in exclude_{kind}; name it in one of them")
        for host in (*self.include_hosts, *self.exclude_hosts):
            if not host or set(host) & set("/: ") or host.startswith("www."):
                raise ValueError(
                    f"{host!r} is no host; a host is named like shop.example, without https://, www. or path"
                )
        return self


class AttributionConfig(Section):
    """Which touches may earn credit."""

    click_window_days: PositiveInt = 30  # ad clicks and visits older than this earn nothing
    view_window_days: PositiveInt = 1  # viewable impressions older than this earn nothing
    scope: Scope = "window"
    types: TypesConfig = TypesConfig()  # what holds for one type of conversion alone
    touch_filters: TouchFiltersConfig = TouchFiltersConfig()  # what is left out of every journey
    max_touches: PositiveInt = 500  # so many last touches of a journey earn; the others are counted
    path_transforms: tuple[str, ...] = ("exposure",)  # what data-driven models see of a path, in turn
    period_days: PositiveInt = 90  # days whose journeys a fit of the data-driven models looks at
    target_roas: PositiveFloat = 1.0  # models that put a campaign on both sides of it disagree on its budget

    @property
    def own(self) -> dict[str, TypeConfig]:
        """By type of conversion, what it has otherwise."""
        return dict(self.types)

    @property
    def windows_days(self) -> dict[str, int]:
        """Every window by the name of its setting, days."""
        everyones = {name: getattr(self, name) for name in WINDOWS}
        own = {f"types.{type_}.{name}": getattr(how, name) for type_, how in self.own.items() for name in WINDOWS}
        return {name: days for name, days in {**everyones, **own}.items() if days is not None}

    @property
    def longest_window_days(self) -> int:
        """How long before a conversion, of whatever type, a touch may lie that earns."""
        return max(self.windows_days.values())

    def of(self, type_: str) -> AttributionConfig:
        """The settings as they hold for one type of conversion."""
        return self.model_copy(update=self.own.get(type_, TypeConfig()).model_dump(exclude_none=True))


class MetricsConfig(Section):
    """Windows and priors of the rates."""

    window_days: PositiveInt = 28  # days of the window that is judged, and of its prior
    lag_days: PositiveInt = 30  # a click may convert for so long
    cr_of: Literal["purchase", "lead"] = "purchase"  # the type of conversion that CR counts
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
    section: type[BaseModel] = Config
    for key in keys:
        found = section.model_fields[key].annotation
        assert isinstance(found, type)
        assert issubclass(found, BaseModel)
        section = found
    return section
