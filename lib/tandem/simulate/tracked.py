"""What tracking without any error would count of a simulated company, without a file of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from tandem.simulate import build_company
from tandem.simulate.agents import DEVICE_CLASSES
from tandem.simulate.browsing import AD_CLICK
from tandem.simulate.cohorts import DIMENSIONS
from tandem.simulate.days import live
from tandem.simulate.exposure import expose
from tandem.simulate.journeys import actions, landings, purchases, touches
from tandem.simulate.labels import PERSON
from tandem.simulate.landing import discard_rows
from tandem.simulate.market import CHANNELS, CREATIVES_EACH, DEVICE_CTR, POSITIONS
from tandem.simulate.outcomes import WINDOW_DAYS, last_click_cr, last_click_cr_by_value
from tandem.simulate.platforms import Counts
from tandem.simulate.rates import DAY
from tandem.simulate.rows import Array, Rows, count, pick, stack
from tandem.simulate.state import Company, new_state

LOTS = 20  # of devices
SHOWN_TO = {**DIMENSIONS, "device_class": DEVICE_CLASSES}  # values of what impressions are told apart by
SHAPE = (4, len(POSITIONS), len(DEVICE_CTR))  # placements of a channel, positions, classes of devices


@dataclass(frozen=True)
class Tracked:
    """What people alone did, and the truth behind it."""

    first_day: date
    days: int
    shown: Rows  # impressions, clicks and the clicks to be expected by day, creative, placement, position and device
    clicks: Rows  # one row an ad click; `lag` in days to the purchase that it is the last click before, or -1; whether
    # it begins a session, and whether that stays
    channels: Array  # of each campaign
    placements: Array  # (channel, placement): what each multiplies CTR by
    positions: Array  # likewise
    cr: Array  # of each campaign: the last-click CR that its clicks lead to; nan without clicks
    clicked: Array  # clicks of each campaign that this is of
    shown_to: dict[
        str, Rows
    ]  # by dimension: impressions, clicks and clicks to be expected by day, channel, value and lot of devices
    cohorts: dict[str, Array]  # by dimension: the last-click CR of each channel's values, and of all channels' last
    touches: Rows  # one row a touch: person, instant, kind, channel and campaign as in `simulate.journeys`
    purchases: Rows  # one row a purchase on the site: person, instant, cents, campaign, whether ads or mail caused it
    actions: Rows  # one row an action that browser and server can both see: day, name, agent, campaign, who saw it
    effects: Array  # of each campaign: what it adds to the purchases of those that it reaches; 0: it causes none
    quadrants: Array  # planted in each campaign
    flaws: Rows  # of each campaign: kind, place and effect, as in `simulate.flaws`
    pages: Array  # where each creative leads


def track(*, people: int, days: int, seed: int, effect: float = 1.0, start: date = date(2026, 1, 5)) -> Tracked:
    """The company that `simulate` lands by the same arguments, as people lived it."""
    company = build_company(people=people, seed=seed, start=start, effect=effect)
    state, counts = new_state(company.people, company.market), Counts()
    shown, clicks, touched, bought, acted = [], [], [], [], []
    to: dict[str, list[Rows]] = {name: [] for name in SHOWN_TO}
    for day in range(days):
        impressions = expose(company, state, day)
        told = {**impressions, "device_class": company.people.devices["device_class"][impressions["device"]]}
        shown.append(_shown(company, day, told))
        for name, rows in to.items():
            rows.append(_shown_to(company, day, told, name))
        seen = state.seen.copy()
        happened = live(company, state, counts, day)
        discard_rows(state, day)
        clicks.append(_clicks(company, day, happened.events, seen))
        touched.append(touches(company, impressions, happened.events))
        bought.append(purchases(happened.orders))
        acted.append(actions(happened.actions, day))
    return Tracked(
        first_day=start,
        days=days,
        shown=stack(shown),
        clicks=_followed(company, stack(clicks), stack(bought)),
        channels=company.market.campaigns["channel"],
        placements=company.market.placement_ctr,
        positions=np.array(POSITIONS),
        cr=last_click_cr(state.outcomes),
        clicked=state.outcomes.clicks,
        shown_to={name: stack(rows) for name, rows in to.items()},
        touches=stack(touched),
        purchases=stack(bought),
        actions=stack(acted),
        effects=company.market.campaigns["effect"],
        quadrants=company.market.campaigns["quadrant"],
        flaws=company.market.flaws,
        pages=company.market.creatives["page"],
        cohorts={name: last_click_cr_by_value(state.cohorts[name], len(DIMENSIONS[name])) for name in DIMENSIONS},
    )


def _shown(company: Company, day: int, impressions: Rows) -> Rows:
    """Sums of the day's impressions."""
    seen = company.market.viewability[impressions["channel"], impressions["placement"]]
    creatives = count(company.market.creatives)
    names = ("creative", "placement", "position", "device_class")
    place = tuple(impressions[name] for name in names)
    cell, size = np.ravel_multi_index(place, (creatives, *SHAPE)), creatives * int(np.prod(SHAPE))
    weights = {"impressions": None, "clicks": impressions["clicked"], "expected": impressions["chance"] * seen}
    sums = {name: np.bincount(cell, weights=weight, minlength=size) for name, weight in weights.items()}
    kept = np.flatnonzero(sums["impressions"])
    places = dict(zip(names, np.unravel_index(kept, (creatives, *SHAPE)), strict=True))
    return {"day": np.full(len(kept), day), **places, **pick(sums, kept)}


def _shown_to(company: Company, day: int, impressions: Rows, dimension: str) -> Rows:
    """Sums of the day's impressions by channel, value and lot of devices."""
    seen = company.market.viewability[impressions["channel"], impressions["placement"]]
    shape = len(CHANNELS), len(SHOWN_TO[dimension]), LOTS
    cell = np.ravel_multi_index((impressions["channel"], impressions[dimension], impressions["device"] % LOTS), shape)
    weights = {"impressions": None, "clicks": impressions["clicked"], "expected": impressions["chance"] * seen}
    sums = {name: np.bincount(cell, weights=weight, minlength=int(np.prod(shape))) for name, weight in weights.items()}
    kept = np.flatnonzero(sums["impressions"])
    channel, value, lot = np.unravel_index(kept, shape)
    return {"day": np.full(len(kept), day), "channel": channel, "value": value, "lot": lot, **pick(sums, kept)}


def _clicks(company: Company, day: int, events: Rows, seen: Array) -> Rows:
    """People's ad clicks of the day; a second click within a second is none."""
    people = pick(events, events["label"] == PERSON)
    mine = pick({**people, **landings(people)}, people["name"] == AD_CLICK)
    creative = mine["link"] // 4 % count(company.market.creatives)
    return {
        "day": np.full(count(mine), day),
        "person": mine["person"],
        "occurred": mine["occurred"],
        "creative": creative,
        "campaign": creative // CREATIVES_EACH,
        "region": mine["region"],
        "audience": mine["audience"],
        "device_class": company.people.devices["device_class"][mine["device"]],
        "returning": seen[mine["person"]],
        "begins": mine["begins"],
        "stays": mine["stays"],
    }


def _followed(company: Company, clicks: Rows, bought: Rows) -> Rows:
    """`clicks` with the days to the first purchase that each is the person's last click before."""
    clicks = pick(clicks, np.lexsort((clicks["occurred"], clicks["person"])))
    first = company.first_day_ms
    instant, moment = (rows["person"] << 40 | rows["occurred"] - first for rows in (clicks, bought))
    order = np.argsort(moment)[::-1]  # the first purchase is written last
    last = np.searchsorted(instant, moment, side="right")[order] - 1
    person, occurred = bought["person"][order], bought["occurred"][order]
    in_time = (last >= 0) & (clicks["person"][last] == person)
    in_time &= occurred - clicks["occurred"][last] <= WINDOW_DAYS * DAY
    lag = np.full(count(clicks), -1)
    lag[last[in_time]] = ((occurred - first) // DAY)[in_time] - clicks["day"][last[in_time]]
    return {**clicks, "lag": lag}
