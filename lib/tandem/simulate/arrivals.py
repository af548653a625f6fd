"""Why, when and on which device people come to the site on a day."""

from __future__ import annotations

import numpy as np

from tandem.simulate.bursts import AD, KIOSK_LOGIN, MAIL, REFERRAL, SWITCH, arrive, begin
from tandem.simulate.draws import choose
from tandem.simulate.exposure import weekday_factor
from tandem.simulate.market import AFFILIATES, CREATIVES_EACH
from tandem.simulate.rates import HOUR, MINUTE
from tandem.simulate.rows import Array, Rows, count, pick
from tandem.simulate.state import Company, State

ORGANIC_SHARES = (0.38, 0.42, 0.1, 0.1)  # direct, organic search, organic social, referral
MOST_KIOSK_LOGINS = 700  # a day
KIOSK_SLOT = 20  # beyond the slots of the day: a session of its own


def clicked_ads(rng: np.random.Generator, impressions: Rows) -> Rows:
    """One burst for each clicked impression: the click follows within seconds."""
    clicks = pick(impressions, impressions["clicked"])
    wait = rng.integers(800, 4000, count(clicks))
    return begin(
        AD,
        clicks["person"],
        clicks["slot"],
        clicks["device"],
        clicks["occurred"] + wait,
        link=clicks["creative"] * 4 + clicks["placement"],
    )


def affiliate_clicks(rng: np.random.Generator, company: Company, state: State, day: int) -> Rows:
    """Bursts of people who follow a publisher's link; such links are not counted as impressions."""
    willing = company.people.persons["response"] * (state.deciding == 0) * 0.012
    person = np.flatnonzero(rng.random(company.people.size) < willing)
    campaigns = np.flatnonzero(company.market.campaigns["channel"] == AFFILIATES)
    return arrive(rng, company, day, AD, person, link=random_links(rng, campaigns, len(person)))


def mail_clicks(company: Company, day: int, mails: Rows) -> Rows:
    """Bursts of people who clicked a mailing today."""
    clicked = pick(mails, mails["clicked"])
    slot, device = clicked["slot"], company.people.device_at(clicked["person"], clicked["slot"], day)
    return begin(MAIL, clicked["person"], slot, device, clicked["click_at"] + 1500, link=clicked["link"])


def organic_visits(rng: np.random.Generator, company: Company, day: int) -> Rows:
    """Bursts of people who come by themselves, at most one for each person and slot."""
    visits = rng.poisson(company.people.persons["visits"] * weekday_factor(company, day))
    person = np.repeat(np.arange(company.people.size), visits)
    return arrive(rng, company, day, choose(rng, ORGANIC_SHARES, len(person)), person)


def buyers_return(rng: np.random.Generator, company: Company, day: int, decisions: Rows) -> Rows:
    """Bursts of people who decided on an earlier day to buy today, with what they decided."""
    person = decisions.get("person", np.zeros(0, dtype=np.int64))
    bursts = arrive(rng, company, day, choose(rng, (0.6, 0.4), len(person)), person)
    for name in ("cause", "campaign", "touch"):
        if decisions:
            bursts[name] = decisions[name]
    bursts["converts"][:] = True
    return bursts


def kiosk_logins(rng: np.random.Generator, company: Company, day: int, active: Array) -> Rows:
    """Bursts on the kiosk, one after another from 08:00 to 20:00, of people who are not active elsewhere today."""
    free = company.people.persons["account_count"] > 0
    free[active] = False
    wanted = min(MOST_KIOSK_LOGINS, int(company.people.size * company.rates.kiosk_logins) + 2)
    person = rng.permutation(np.flatnonzero(free))[:wanted]
    device = np.full(len(person), company.people.kiosk)
    start = (
        company.first_day_ms + day * 24 * HOUR + 8 * HOUR + np.arange(len(person)) * (12 * HOUR // max(1, len(person)))
    )
    return begin(KIOSK_LOGIN, person, np.full(len(person), KIOSK_SLOT), device, start)


def only_first_organic(bursts: Rows) -> Rows:
    """Leave out organic bursts in a slot where the person is active already."""
    here = bursts["person"] * 32 + bursts["slot"]
    _, first = np.unique(here, return_index=True)
    organic = (bursts["entry"] <= REFERRAL) & ~bursts["converts"]
    keep = ~organic
    keep[first] = True
    return pick(bursts, keep)


def switches(rng: np.random.Generator, company: Company, bursts: Rows) -> Rows:
    """Bursts that go on 3 to 9 minutes later on the person's next device, and take over the purchase."""
    own = company.people.persons["device_count"][bursts["person"]]
    may = (own > 1) & (bursts["device"] != company.people.kiosk) & (bursts["entry"] != AD)
    chosen = np.flatnonzero(may & (rng.random(count(bursts)) < company.rates.switch_share))
    old = pick(bursts, chosen)
    person, first = old["person"], company.people.persons["device_first"][old["person"]]
    next_device = first + (np.maximum(old["device"] - first, 0) + 1) % own[chosen]
    start = old["start"] + rng.integers(3 * MINUTE, 9 * MINUTE, len(person))
    new = begin(SWITCH, person, old["slot"], next_device, start)
    for name in ("converts", "cause", "campaign", "touch"):
        new[name] = old[name]
    bursts["converts"][chosen] = False
    return new


def random_links(rng: np.random.Generator, campaigns: Array, size: int) -> Array:
    """Links of any creative and placement of the campaigns."""
    creative = campaigns[rng.integers(0, len(campaigns), size)] * CREATIVES_EACH + rng.integers(0, CREATIVES_EACH, size)
    return creative * 4 + rng.integers(0, 4, size)
