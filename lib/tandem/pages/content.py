"""What a scorecard page says: plain values, bounded by campaigns and days, never by events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from tandem.pages.hold import Hold
from tandem.pages.lead import Lead
from tandem.pages.reading import Reading
from tandem.pages.signals import Signals

DECIDED = ("harmony", "seduction", "precision", "struggle", "at par")
UNDECIDED, NO_RATES = "undecided", "no rates"
VERDICTS = (*DECIDED, UNDECIDED, NO_RATES)
PERSPECTIVES = ("financial", "customer", "internal process", "learning and growth")
UNREACHABLE = -1  # needed impressions or clicks: more than the campaign can buy


@dataclass(frozen=True)
class Estimate:
    """A number with the ends of its 90 % interval; None where there is too little data."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    mark: str = ""  # held, released, or corrected; empty: published as measured, with nothing out of limits


NOTHING = Estimate()


@dataclass(frozen=True)
class Measure:
    """One measure of the whole company."""

    name: str
    label: str
    perspective: str
    estimate: Estimate
    unit: str  # rate, count, money, or ratio
    completeness: float | None = None  # share of what will come that is in, 0 to 1
    target: str = ""  # in words, e.g. "at least 1.0"; empty: none
    status: str = "no target"  # on target, watch, off target, or no target
    owner: str = ""
    meaning: str = ""
    is_headline: bool = False
    weight: float = 1.0  # of its target among those of its perspective


@dataclass(frozen=True)
class Campaign:
    """One campaign of the period, with the verdict on it."""

    campaign_id: str
    name: str
    channel: str
    verdict: str
    why: str = ""
    impressions: float | None = None
    ad_clicks: float | None = None
    ctr: Estimate = NOTHING
    ctr_index: Estimate = NOTHING
    ctr_axis: str = "undecided"
    cr: Estimate = NOTHING
    cr_index: Estimate = NOTHING
    cr_axis: str = "undecided"
    conversions: float | None = None
    revenue: float | None = None
    spend: float | None = None
    spend_completeness: float | None = None  # share of the expected daily reports that are in
    roas: Estimate = NOTHING
    needed_impressions: int | None = None
    needed_clicks: int | None = None
    brief: str = ""  # why it is where it is, in one paragraph; empty: not asked
    path: tuple[tuple[float, float], ...] = ()  # both indexes by week, the last now; of one that moved


@dataclass(frozen=True)
class ChannelCredit:
    """What one channel earned under each model."""

    channel: str
    spend: float | None
    conversions: Mapping[str, float]
    value: Mapping[str, float]
    hidden: float | None = None  # share of its ad clicks without consent, which earn nothing; None: it has no ad clicks


@dataclass(frozen=True)
class FeedRows:
    """What became of the rows of one feed."""

    feed: str
    delivered: int
    kept: int
    aside: Mapping[str, int]  # reason -> rows


@dataclass(frozen=True)
class Book:
    """One equation of the night, over all the parts it was checked for."""

    name: str
    parts: int
    failing: tuple[str, ...] = ()  # parts for which it does not hold
    largest_gap: float = 0.0


@dataclass(frozen=True)
class Gap:
    """Days for which a feed was expected and not delivered."""

    feed: str
    supplier: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class Standing:
    """One definition that gave the numbers their meaning."""

    name: str
    version: int
    owner: str
    effective_from: date
    hash: str


NEW_CONVERSION = "new_conversion"


@dataclass(frozen=True)
class Restated:
    """What the night changed in credit, under the page's model."""

    conversions: Mapping[str, int]  # by what changed them
    moved: Mapping[str, float]  # channel -> conversions credited after less before, new ones apart


@dataclass(frozen=True)
class Contested:
    """A campaign that some models put at the target ROAS or above and others below."""

    name: str
    channel: str
    roas_lowest: float
    roas_highest: float
    above: tuple[str, ...]  # models
    below: tuple[str, ...]


@dataclass(frozen=True)
class Fits:
    """What every model credits over the last period whose journeys are complete."""

    period_start: date
    period_end: date
    kind: str  # of conversions: purchase, lead, ...
    target_roas: float
    models: tuple[str, ...]
    credit: Mapping[str, Mapping[str, Estimate]] = field(default_factory=dict)  # channel -> model -> conversions
    costed: int = 0  # campaigns with a ROAS under every model
    contested: tuple[Contested, ...] = ()
    markov_order: int | None = None
    held_out_auc: float | None = None
    not_offered: Mapping[str, str] = field(default_factory=dict)  # model -> why
    removed: tuple[tuple[str, int, int], ...] = ()  # filter or transform, touches, journeys that lost one (a filter: 0)


class Judgements(Protocol):
    """What the sections on verdicts need to know: any page that judges campaigns, or ads as if they were."""

    @property
    def noun(self) -> str:
        """What one of `campaigns` is, in the singular."""

    @property
    def campaigns(self) -> Sequence[Campaign]:
        """Those shown."""

    @property
    def verdicts(self) -> Mapping[str, int]:
        """Verdict -> how many have it, shown or not."""

    @property
    def missing(self) -> Sequence[str]:
        """What the page cannot say, and why."""


@dataclass(frozen=True)
class PageContent:
    """All that one scorecard page says."""

    company: str
    title: str
    period_start: date
    period_end: date
    night: date
    currency: str
    credit_model_id: str  # the rule model that credits conversions, revenue and ROAS
    credit_model: str  # its name in words
    measures: tuple[Measure, ...] = ()
    campaigns: tuple[Campaign, ...] = ()  # those shown
    verdicts: Mapping[str, int] = field(default_factory=dict)  # verdict -> campaigns, shown or not
    signals: Signals = field(default_factory=lambda: Signals(date.min))
    holds: tuple[Hold, ...] = ()  # what is not published as plainly measured
    readings: tuple[Reading, ...] = ()
    leads: tuple[Lead, ...] = ()  # steps of leads, by entity; none where no CRM delivers
    credit: tuple[ChannelCredit, ...] = ()
    restated: Restated | None = None
    young_models: tuple[str, ...] = ()  # those that credit only a part of the period's conversions
    fits: Fits | None = None
    ledger: tuple[FeedRows, ...] = ()
    books: tuple[Book, ...] = ()
    gaps: tuple[Gap, ...] = ()
    missing: tuple[str, ...] = ()  # what the page cannot say, and why
    disclosures: tuple[str, ...] = ()
    definitions: tuple[Standing, ...] = ()
    run_id: str = ""
    versions: Mapping[str, int] = field(default_factory=dict)  # input table -> version read
    published: str = ""  # mark by which a job knows that this very page stands
    is_simulated: bool = False
    noun: str = "campaign"
