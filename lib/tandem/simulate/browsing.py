"""Bursts become events: the pages, clicks, logins and purchases of each."""

from __future__ import annotations

import numpy as np

from tandem.simulate.agents import IN_APP_AGENTS, MOBILE, span
from tandem.simulate.bursts import AD, LOGS_IN, MAIL, ORGANIC_SEARCH, ORGANIC_SOCIAL, REFERRAL, REMEMBERED, event_ids
from tandem.simulate.cohorts import NOBODY, audience_of, region_of
from tandem.simulate.draws import choose, generator
from tandem.simulate.locales import locale_of
from tandem.simulate.mailed import mailed_to
from tandem.simulate.market import CREATIVES_EACH
from tandem.simulate.names import ACCOUNT, BROWSED_PAGES, CHECKOUT, ELEMENTS, LOGIN_PAGE, NEWSLETTER, THANKS
from tandem.simulate.rates import MINUTE
from tandem.simulate.rows import Array, Rows, count
from tandem.simulate.state import Company

NAMES = (
    "view",
    "ad_click",
    "element_click",
    "login",
    "logout",
    "purchase",
    "lead",
    "consent",
    "ping",
    "email_sent",
    "email_open",
    "email_click",
    "email_unsubscribe",
)
VIEW, AD_CLICK, ELEMENT, LOGIN, LOGOUT, PURCHASE, LEAD, CONSENT, PING, SENT, OPEN, CLICK, UNSUBSCRIBE = range(
    len(NAMES)
)

# The stages of a burst, in order; how many events of each is decided in `_lengths`.
S_CLICK, S_LANDING, S_CONSENT, S_LOGIN, S_STEPS, S_CHECKOUT, S_LEAD, S_PURCHASE, S_LOGOUT = range(9)
NAME_OF_STAGE = np.array([AD_CLICK, VIEW, CONSENT, LOGIN, VIEW, VIEW, LEAD, PURCHASE, LOGOUT])
PAGE_OF_STAGE = np.array([-1, -1, -1, LOGIN_PAGE, -1, CHECKOUT, NEWSLETTER, THANKS, ACCOUNT])

REFERRERS = (
    "https://www.google.com/",
    "https://www.bing.com/",
    "https://duckduckgo.com/",
    "android-app://com.google.android.googlequicksearchbox/",
    "https://m.facebook.com/",
    "https://l.instagram.com/",
    "https://t.co/",
    "https://www.reddit.com/",
    "https://news.example.org/gift-guide",
    "https://blog.example.net/best-sneakers",
    "https://forum.example.com/t/1203",
    "https://www.youtube.com/",
    "https://www.mail.example/",
)
NOWHERE, OWN_PAGE = -1, -2
LONGEST_MS = 25 * MINUTE


def browse(company: Company, day: int, bursts: Rows) -> Rows:
    """One row an event, in order of burst and time."""
    rng = generator(company.seed, day, 8)
    ends = np.cumsum(_lengths(bursts), axis=1)
    length = ends[:, -1]
    row = np.repeat(np.arange(len(length)), length)
    at = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    stage = (at[:, None] >= ends[row]).sum(axis=1)
    of = {name: values[row] for name, values in bursts.items()}
    events = {
        "event": event_ids(company, day, of["burst"], at),
        "name": _names(rng, stage),
        "occurred": of["start"] + _clock(rng, stage, at, row, length),
        "latency": rng.integers(40, 1500, len(length))[row],
        **_ids(rng, company, of, stage),
        **_pages(rng, company, bursts, of, stage),
        **_worth(of, stage, day),
    }
    events["element"] = np.where(events["name"] == ELEMENT, rng.integers(0, len(ELEMENTS), len(row)), -1)
    events["mailed"] = np.where((of["entry"] == MAIL) & (stage <= S_LANDING), mailed_to(company, of), -1)
    events["locale"] = locale_of(company.people, of["device"])
    events["region"] = region_of(company.people, of["person"])
    events["audience"] = np.where(events["link"] >= 0, audience_of(of["person"]), NOBODY)
    carried = ("key", "person", "ip", "skew", "label", "slot", "device", "cause", "campaign", "touch", "token")
    landed = np.where(of["link"] >= 0, of["link"] // (4 * CREATIVES_EACH), -1)  # campaign, kept until the visit ends
    return {**events, "landed": landed, **{name: of[name] for name in carried}}


def _lengths(bursts: Rows) -> Array:
    """Events of each burst by stage."""
    one = np.ones(count(bursts), dtype=np.int64)
    stages = (
        bursts["entry"] == AD,
        one,
        bursts["ask"],
        bursts["login"] == LOGS_IN,
        bursts["steps"],
        bursts["converts"],
        bursts["lead"],
        bursts["converts"],
        bursts["logout"],
    )
    return np.stack([np.asarray(stage, dtype=np.int64) for stage in stages], axis=1)


def _names(rng: np.random.Generator, stage: Array) -> Array:
    step = np.array([VIEW, ELEMENT, PING])[choose(rng, (0.7, 0.18, 0.12), len(stage))]
    return np.where(stage == S_STEPS, step, NAME_OF_STAGE[stage])


def _clock(rng: np.random.Generator, stage: Array, at: Array, row: Array, length: Array) -> Array:
    """Milliseconds since the start of the burst; a burst too long is compressed into 25 minutes."""
    gap = 2000 + rng.exponential(26_000, len(stage))
    gap = np.where((stage == S_LANDING) & (at == 1), rng.integers(600, 2500, len(stage)), gap)
    gap[at == 0] = 0
    total = np.cumsum(gap)
    first = np.repeat(np.cumsum(length) - length, length)
    since = total - total[first]
    last = since[np.cumsum(length) - 1]
    squeeze = np.minimum(1.0, LONGEST_MS / last.clip(min=1.0))
    squeezed: Array = (since * squeeze[row]).astype(np.int64)
    return squeezed


def _ids(rng: np.random.Generator, company: Company, of: Rows, stage: Array) -> Rows:
    """User id once logged in, on most events; e-mail hash at login, at a lead and at a purchase."""
    size = len(stage)
    known = (of["login"] == REMEMBERED) | ((of["login"] == LOGS_IN) & (stage >= S_LOGIN))
    certain = (stage == S_LOGIN) | (stage == S_PURCHASE) | (stage == S_LOGOUT)
    user = np.where(known & (certain | (rng.random(size) < 0.97)), of["account"], -1)
    unknown = (user == -1) & ~certain & (rng.random(size) < company.rates.anonymous_user_share)
    shows_email = (stage == S_LOGIN) | (stage == S_LEAD) | (stage == S_PURCHASE)
    answered = (stage >= S_CONSENT) | ~of["ask"]
    return {
        "user": np.where(unknown, len(company.people.accounts), user),
        "email": np.where(shows_email, of["email"], -1),
        "consent": np.where(answered, of["consent"], -1),
    }


def _pages(rng: np.random.Generator, company: Company, bursts: Rows, of: Rows, stage: Array) -> Rows:
    """Page, tagged link and referrer. A click and its landing share the link."""
    entering = stage <= S_LANDING
    page = np.where(PAGE_OF_STAGE[stage] >= 0, PAGE_OF_STAGE[stage], rng.integers(0, BROWSED_PAGES, len(stage)))
    creative = of["link"].clip(min=0) // 4
    page = np.where(entering & (of["link"] >= 0), company.market.creatives["page"][creative], page)
    shouts = rng.random(count(bursts)) < company.rates.upper_case_share
    links = len(company.market.creatives["campaign"]) * 4
    link = np.where(entering & (of["link"] >= 0), of["link"] + links * shouts[of["burst"]], -1)
    personal = (rng.random(count(bursts)) < company.rates.personal_url_share)[of["burst"]] & entering
    referrer = np.where(entering, _came_from(rng, company, bursts)[of["burst"]], OWN_PAGE)
    previous = np.r_[0, page[:-1]]
    agent = _agents(rng, company, bursts)[of["burst"]]
    return {
        "page": page,
        "link": link,
        "personal": personal,
        "referrer": referrer,
        "previous": previous,
        "agent": agent,
    }


def _came_from(rng: np.random.Generator, company: Company, bursts: Rows) -> Array:
    """Referrer of each burst's first page."""
    size, entry = count(bursts), bursts["entry"]
    channel = company.market.campaigns["channel"][bursts["link"].clip(min=0) // (4 * CREATIVES_EACH)]
    of_ads = np.array([0, 0, 4, 8, 11, 9, NOWHERE])[channel]
    return np.select(
        [entry == ORGANIC_SEARCH, entry == ORGANIC_SOCIAL, entry == REFERRAL, (entry == AD) | (entry == MAIL)],
        [
            choose(rng, (6, 1.5, 1, 1.5), size),
            4 + choose(rng, (4, 3, 1, 1), size),
            8 + rng.integers(0, 3, size),
            of_ads,
        ],
        NOWHERE,
    )


def _agents(rng: np.random.Generator, company: Company, bursts: Rows) -> Array:
    """User agent of each burst; clicks in social apps open in the app's own browser."""
    channel = company.market.campaigns["channel"][bursts["link"].clip(min=0) // (4 * CREATIVES_EACH)]
    mobile = company.people.devices["device_class"][bursts["device"]] == MOBILE
    in_app = (bursts["entry"] == AD) & (channel == 2) & mobile & (bursts["agent"] >= 0)
    within = span(IN_APP_AGENTS)
    return np.where(in_app, rng.integers(within.start, within.stop, count(bursts)), bursts["agent"])


def _worth(of: Rows, stage: Array, day: int) -> Rows:
    buys, lead = stage == S_PURCHASE, stage == S_LEAD
    lead_number = 900_000_000 + day * 1_000_000 + np.cumsum(lead)
    return {
        "order": np.select([buys, lead], [of["order"], lead_number], -1),
        "cents": np.where(buys, of["cents"], -1),
        "currency": np.where(buys, of["currency"], -1),
        "has_order": of["has_order"] & buys,
    }
