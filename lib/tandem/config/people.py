"""How events are cut into visits, and whose they are."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from tandem.config.section import Section

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
