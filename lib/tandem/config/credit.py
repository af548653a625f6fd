"""Which touches may earn credit."""

from __future__ import annotations

from typing import Literal

from pydantic import PositiveFloat, PositiveInt, model_validator

from tandem.config.section import Section

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
    qualified: TypeConfig | None = None  # stages of leads, where clean.lead_conversions names them
    opportunity: TypeConfig | None = None
    won: TypeConfig | None = None
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
        return {type_: how for type_, how in self.types if how is not None}

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
