"""Mailings to account holders: sent, opened, clicked, unsubscribed."""

from __future__ import annotations

import numpy as np

from tandem.simulate import agents
from tandem.simulate.browsing import CLICK, OPEN, SENT, UNSUBSCRIBE
from tandem.simulate.draws import choose, generator, keys, mix
from tandem.simulate.exposure import slot_start
from tandem.simulate.market import CREATIVES_EACH, EMAIL
from tandem.simulate.people import SLOT_WEIGHTS
from tandem.simulate.rates import HOUR, MINUTE
from tandem.simulate.rows import Array, Rows, count, pick, stack
from tandem.simulate.state import Company

EVERY_DAYS = 14  # each campaign mails half of its list so often
OPENED, CLICKED, UNSUBSCRIBED = 0.32, 0.075, 0.003


def mailings(company: Company, day: int) -> Rows:
    """One row a mail sent today, with what its reader does with it today."""
    rng = generator(company.seed, day, 3)
    persons = company.people.persons
    campaigns = np.flatnonzero(company.market.campaigns["channel"] == EMAIL)
    due = campaigns[(day + 3 * np.arange(len(campaigns))) % EVERY_DAYS == 0]
    reader = np.flatnonzero(persons["account_count"] > 0)
    reader = reader[mix(reader) % np.uint64(10) < np.uint64(7)]
    chosen = [reader[rng.random(len(reader)) < 0.5] for _ in due]
    person = np.concatenate([np.zeros(0, dtype=np.int64), *chosen])
    campaign = np.repeat(due, [len(one) for one in chosen])
    return {"person": person, "campaign": campaign, **_reactions(rng, company, day, person, campaign)}


def mail_events(company: Company, day: int, mails: Rows) -> Rows:
    """One row an event of the mail tool."""
    size = count(mails)
    sent = company.first_day_ms + np.full(size, day * 24 * HOUR + 5 * HOUR) + np.arange(size) * 20 % HOUR
    everyone = np.ones(size, dtype=np.bool_)
    parts = [
        _events(mails, SENT, everyone, sent),
        _events(mails, OPEN, mails["opened"], mails["click_at"] - 40_000),
        _events(mails, CLICK, mails["clicked"], mails["click_at"]),
        _events(mails, UNSUBSCRIBE, mails["leaves"], mails["click_at"] + 90_000),
    ]
    events = stack(parts)
    persons, person = company.people.persons, events["person"]
    events["event"] = keys(company.seed, 5, (day << 34) + np.arange(count(events)))
    events["user"], events["email"] = persons["account_first"][person], persons["email_first"][person]
    read = events["name"] != SENT
    mailer = agents.span(agents.MAIL_AGENTS).start + person % len(agents.MAIL_AGENTS)
    events["agent"] = np.where(read, mailer, -1)
    events["ip"] = np.where(read, persons["home_ip"][person], -1)
    return events


def _reactions(rng: np.random.Generator, company: Company, day: int, person: Array, campaign: Array) -> Rows:
    """Who opens, clicks and leaves, and when; a click comes at an hour at which the person is on line."""
    size = len(person)
    drawn = rng.random(size)
    slot = np.maximum(choose(rng, SLOT_WEIGHTS, size), 4)
    return {
        "link": _links(rng, campaign),
        "opened": drawn < OPENED,
        "clicked": drawn < CLICKED,
        "leaves": (drawn > OPENED - UNSUBSCRIBED) & (drawn < OPENED),
        "slot": slot,
        "click_at": slot_start(company, person, slot, day) + rng.integers(0, 18 * MINUTE, size),
    }


def _links(rng: np.random.Generator, campaign: Array) -> Array:
    creative = campaign * CREATIVES_EACH + rng.integers(0, CREATIVES_EACH, len(campaign))
    return creative * 4 + rng.integers(0, 4, len(campaign))


def _events(mails: Rows, name: int, which: Array, occurred: Array) -> Rows:
    rows = {"person": mails["person"], "campaign": mails["campaign"], "link": mails["link"], "occurred": occurred}
    return {**pick(rows, which), "name": np.full(int(which.sum()), name)}
