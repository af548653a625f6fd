"""Who sits behind a burst: cookie, address, user agent, consent and login."""

from __future__ import annotations

import numpy as np

from tandem.simulate.bursts import AD, KIOSK_LOGIN, LOGS_IN, MAIL, NO_LOGIN, REMEMBERED, SWITCH
from tandem.simulate.demand import lost_clicks
from tandem.simulate.draws import Keys, generator, keys, mix
from tandem.simulate.exposure import address_of
from tandem.simulate.labels import PERSON
from tandem.simulate.people import SHARED
from tandem.simulate.rows import Array, Rows, count, pick
from tandem.simulate.state import Company, State, device_keys

NO_ANSWER = -1


def with_details(rng: np.random.Generator, company: Company, state: State, day: int, bursts: Rows) -> Rows:
    """Add cookie, address, user agent, login and length to each burst."""
    size, person, device = count(bursts), bursts["person"], bursts["device"]
    key = device_keys(company, device, state.epoch[device])
    hides = rng.random(size) < company.rates.null_agent_share
    leaves, was_asked = leaves_at_once(company, state, day, bursts), state.asked[device]
    details: Rows = {
        "key": key,
        "ip": address_of(company, person, device, bursts["start"]),
        "agent": np.where(hides, -1, company.people.devices["agent"][device]),
        "skew": company.people.devices["skew_ms"][device],
        "consent": np.where(leaves & ~was_asked, NO_ANSWER, consent_of(key)),
        "steps": np.where(rng.random(size) < 0.3, 0, rng.geometric(0.19, size)).clip(max=40) * ~leaves,
        "lead": (rng.random(size) < company.rates.lead_share) & ~leaves,
        "label": np.full(size, PERSON),
        "burst": np.arange(size),
        "token": mix(keys(company.seed, 3, (day << 34) + np.arange(size))),
        **_login(rng, company, bursts),
    }
    details["login"] = np.where(leaves & (details["login"] == LOGS_IN), NO_LOGIN, details["login"])
    details["logout"] &= ~leaves
    details["ask"] = _first_of_cookie(state, device, bursts["start"], ~leaves) & (details["consent"] >= 0)
    return {**bursts, **details}


def leaves_at_once(company: Company, state: State, day: int, bursts: Rows) -> Array:
    """Bursts that end where they land, before the question for consent: clicks lost to a flaw, unless they buy."""
    clicks = np.flatnonzero(((bursts["entry"] == AD) | (bursts["entry"] == MAIL)) & ~bursts["converts"])
    leaves = np.zeros(count(bursts), dtype=np.bool_)
    lost = lost_clicks(company, state, pick(bursts, clicks))
    leaves[clicks] = generator(company.seed, day, 16).random(len(clicks)) < lost
    return leaves


def consent_of(key: Keys) -> Array:
    """What a device's owner answered: 0 all, 1 measurement, 2 none; -1 no answer."""
    drawn = ((key >> np.uint64(5)) % np.uint64(100)).astype(np.int64)
    return np.select([drawn < 72, drawn < 84, drawn < 94], [0, 1, 2], NO_ANSWER)


def _login(rng: np.random.Generator, company: Company, bursts: Rows) -> Rows:
    """Who is logged in: buyers mostly, others sometimes; on shared devices nobody is remembered."""
    persons, person, size = company.people.persons, bursts["person"], count(bursts)
    drawn, shared = rng.random(size), company.people.devices["kind"][bursts["device"]] >= SHARED
    login = np.select([drawn < 0.22, drawn < 0.4], [REMEMBERED, LOGS_IN], NO_LOGIN)
    must = (bursts["entry"] == KIOSK_LOGIN) | ((bursts["entry"] == SWITCH) & (rng.random(size) < 0.6))
    must |= bursts["converts"] & (rng.random(size) < 0.8)
    login = np.where((must & (login == NO_LOGIN)) | (shared & (login == REMEMBERED)), LOGS_IN, login)
    login = np.where(persons["account_count"][person] > 0, login, NO_LOGIN)
    account = _one_of(rng, persons["account_first"][person], persons["account_count"][person])
    alone = np.isin(bursts["person"] * 32 + bursts["slot"], _alone(bursts))
    leaves = np.where(shared, 0.6, np.where(bursts["entry"] == KIOSK_LOGIN, 0.8, 0.06))
    return {
        "login": login,
        "account": np.where(login > NO_LOGIN, account, -1),
        "email": _one_of(rng, persons["email_first"][person], persons["email_count"][person]),
        "logout": (login > NO_LOGIN) & alone & (rng.random(size) < leaves),
    }


def _one_of(rng: np.random.Generator, first: Array, size: Array) -> Array:
    """One of `size` consecutive ids from `first` on, for each row."""
    drawn: Array = first + rng.integers(0, 2**30, len(first)) % size.clip(min=1)
    return drawn


def _alone(bursts: Rows) -> Array:
    """Person-slots with one burst: a logout there cuts no other burst in two."""
    here, times = np.unique(bursts["person"] * 32 + bursts["slot"], return_counts=True)
    alone: Array = here[times == 1]
    return alone


def _first_of_cookie(state: State, device: Array, start: Array, asks: Array) -> Array:
    """Mark the first burst of each cookie not yet asked for consent, among `asks`; note that it is asked now."""
    order = np.lexsort((start, ~asks, device))
    first = np.zeros(len(device), dtype=np.bool_)
    first[order] = np.r_[True, device[order][1:] != device[order][:-1]][: len(device)]
    first &= asks & ~state.asked[device]
    state.asked[device[asks]] = True
    return first
