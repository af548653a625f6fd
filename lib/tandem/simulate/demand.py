"""Who buys, and because of what: the stored incremental effect of touches over an organic base."""

from __future__ import annotations

import numpy as np

from tandem.simulate.bursts import AD, MAIL, REFERRAL, event_ids
from tandem.simulate.cohorts import DIMENSIONS, REGION_CR, audience_of, region_of
from tandem.simulate.draws import generator
from tandem.simulate.flaws import lost_share
from tandem.simulate.market import CHANNELS, CREATIVES_EACH, DEVICE_CR, EMAIL, NEW_CR, RETURNING_CR
from tandem.simulate.outcomes import note_clicks, note_purchases
from tandem.simulate.rates import DAY
from tandem.simulate.rows import Array, Rows, count, pick, stack
from tandem.simulate.state import Company, State

CAUSES = ("organic", "click", "captured", "view", "phone", "test")
ORGANIC, CLICK, CAPTURED, VIEW, PHONE, TEST = range(len(CAUSES))
LONGEST_LAG_DAYS = 28
MEDIAN_CENTS = 5400
BLIND_FACTOR = 12.0  # those whom ads never reach buy without them


def decide(company: Company, state: State, day: int, bursts: Rows, impressions: Rows) -> None:
    """Mark the bursts that end in a purchase, and leave later purchases for their day."""
    rng = generator(company.seed, day, 4)
    _organic(rng, company, bursts)
    _note_others(company, state, day, bursts)
    later = stack([_by_clicks(rng, company, state, day, bursts), _by_views(rng, company, day, impressions)])
    bought = bursts["person"][(bursts["entry"] <= REFERRAL) & (bursts["cause"] > ORGANIC)]
    np.subtract.at(state.deciding, bought, 1)
    np.add.at(state.deciding, later["person"], 1)
    state.decisions.put(later, later["due"])


def purchases(company: Company, day: int, bursts: Rows) -> Rows:
    """Order number, amount and currency of each burst that converts; -1 elsewhere."""
    rng = generator(company.seed, day, 5)
    converts, size = bursts["converts"], count(bursts)
    cents = (rng.lognormal(np.log(MEDIAN_CENTS), 0.55, size)).astype(np.int64).clip(500, 90_000)
    return {
        "order": np.where(converts, order_numbers(day, np.cumsum(converts) - 1), -1),
        "cents": np.where(converts, cents, -1),
        "currency": np.where(converts, company.people.persons["currency"][bursts["person"]], -1),
        "has_order": rng.random(size) >= company.rates.event_without_order,
    }


def phone_orders(company: Company, day: int, orders: int) -> Rows:
    """Orders by telephone of known users: no event tells of them."""
    rng = generator(company.seed, day, 6)
    persons = company.people.persons
    size = rng.poisson(orders * company.rates.order_without_event)
    person = rng.choice(np.flatnonzero(persons["account_count"] > 0), size)
    return {
        "order": order_numbers(day, 600_000 + np.arange(size)),
        "person": person,
        "account": persons["account_first"][person],
        "email": persons["email_first"][person],
        "cents": rng.integers(1500, 20_000, size),
        "currency": persons["currency"][person],
        "occurred": company.first_day_ms + day * DAY + rng.integers(8 * 3_600_000, 18 * 3_600_000, size),
        "cause": np.full(size, PHONE),
        "campaign": np.full(size, -1),
        "touch": np.zeros(size, dtype=np.uint64),
        "by_browser": np.zeros(size, dtype=np.bool_),
        "by_server": np.zeros(size, dtype=np.bool_),
        "has_order": np.ones(size, dtype=np.bool_),
    }


def order_numbers(day: int, number: Array) -> Array:
    """Numbers of a day's orders; a day has room for 600,000 of the shop."""
    numbers: Array = 1_000_000_000 + day * 1_000_000 + number
    return numbers


def states_of(company: Company, day: int, orders: Rows) -> Rows:
    """What the back office exports: each order once, and again when it is refunded, at most 14 days later."""
    rng = generator(company.seed, day, 7)
    orders = pick(orders, orders["has_order"])
    size = count(orders)
    refunded = rng.random(size) < company.rates.refund_share
    share = np.where(rng.random(size) < 0.6, 1.0, rng.uniform(0.2, 0.8, size))
    after = rng.integers(DAY, 14 * DAY, size)
    first = {**orders, "refund": np.zeros(size, dtype=np.int64), "updated": orders["occurred"]}
    later = {**orders, "refund": (orders["cents"] * share).astype(np.int64), "updated": orders["occurred"] + after}
    return stack([first, pick(later, refunded)])


def _organic(rng: np.random.Generator, company: Company, bursts: Rows) -> None:
    base = company.rates.organic_purchases * np.where(
        company.people.persons["blind"][bursts["person"]], BLIND_FACTOR, 1.0
    )
    comes = (bursts["entry"] <= REFERRAL) & ~bursts["converts"]
    buys = comes & (rng.random(count(bursts)) < base)
    bursts["converts"] |= buys
    bursts["cause"][buys] = ORGANIC


def _note_others(company: Company, state: State, day: int, bursts: Rows) -> None:
    """Tell the outcomes of purchases that no ad click led to; mails are not ads here."""
    by_mail = company.market.campaigns["channel"][bursts["campaign"]] == EMAIL
    other = (bursts["cause"] == ORGANIC) | (bursts["cause"] == VIEW) | ((bursts["cause"] == CLICK) & by_mail)
    for outcomes in (state.outcomes, *state.cohorts.values()):
        note_purchases(outcomes, day, bursts["person"][other & bursts["converts"]])


def _by_clicks(rng: np.random.Generator, company: Company, state: State, day: int, bursts: Rows) -> Rows:
    """Purchases that ad and mail clicks lead to: those of today are marked, later ones returned.

    A campaign without incremental effect only catches people who were about to buy anyway: same rate, other cause.
    """
    clicks = np.flatnonzero((bursts["entry"] == AD) | (bursts["entry"] == MAIL))
    campaign = bursts["link"][clicks] // (4 * CREATIVES_EACH)
    chance = _chance(company, state, pick(bursts, clicks), campaign)
    ads = bursts["entry"][clicks] == AD
    told = {
        "person": bursts["person"][clicks],
        "start": bursts["start"][clicks],
        "campaign": campaign,
        "chance": chance,
    }
    _note_clicks(company, state, day, pick(told, ads))
    buys = rng.random(len(clicks)) < chance
    at_once = rng.random(len(clicks)) < company.rates.same_visit_share
    cause = np.where(company.market.campaigns["catches"][campaign], CAPTURED, CLICK)
    mean = np.array([channel.lag_days for channel in CHANNELS])[company.market.campaigns["channel"][campaign]]
    lag = 1 + np.floor(rng.exponential(mean)).astype(np.int64).clip(max=LONGEST_LAG_DAYS - 1)
    touch = event_ids(company, day, clicks, 0)
    now = buys & at_once
    bursts["converts"][clicks[now]] = True
    for name, values in (("cause", cause), ("campaign", campaign), ("touch", touch)):
        bursts[name][clicks[now]] = values[now]
    decided = {
        "person": bursts["person"][clicks],
        "due": day + lag,
        "cause": cause,
        "campaign": campaign,
        "touch": touch,
    }
    return pick(decided, buys & ~at_once)


def _note_clicks(company: Company, state: State, day: int, clicks: Rows) -> None:
    """Tell the outcomes of the day's ad clicks: by campaign, and by channel and cohort."""
    at_once, channel = company.rates.same_visit_share, company.market.campaigns["channel"][clicks["campaign"]]
    note_clicks(state.outcomes, day, clicks, at_once=at_once)
    codes = {"region": region_of(company.people, clicks["person"]), "audience": audience_of(clicks["person"])}
    for name, outcomes in state.cohorts.items():
        note_clicks(
            outcomes, day, {**clicks, "campaign": channel * len(DIMENSIONS[name]) + codes[name]}, at_once=at_once
        )


def _chance(company: Company, state: State, clicks: Rows, campaign: Array) -> Array:
    """True CR of each click."""
    base = true_cr(company, campaign)
    device = np.array(DEVICE_CR)[company.people.devices["device_class"][clicks["device"]]]
    cohort = np.where(state.seen[clicks["person"]], RETURNING_CR, NEW_CR)
    home = np.array(REGION_CR)[region_of(company.people, clicks["person"])]
    lost = lost_clicks(company, state, clicks)
    chance: Array = base * device * cohort * home * (1 - lost) / company.market.flaws["left"][campaign]
    return chance.clip(max=0.9)


def lost_clicks(company: Company, state: State, clicks: Rows) -> Array:
    """Of each ad or mail click the share lost to a flaw of its campaign."""
    creative = clicks["link"] // 4
    told = {
        "campaign": creative // CREATIVES_EACH,
        "creative": creative,
        "device_class": company.people.devices["device_class"][clicks["device"]],
        "is_returning": state.seen[clicks["person"]],
    }
    return lost_share(company.market.flaws, company.market.creatives, told)


def true_cr(company: Company, campaign: Array) -> Array:
    """Conversions for each click of each campaign, at multipliers of 1 of device and cohort."""
    rows = company.market.campaigns
    base = np.array([channel.cr for channel in CHANNELS])[rows["channel"][campaign]]
    rate: Array = base * rows["cr_multiplier"][campaign] * rows["lift"][campaign]
    return rate


def _by_views(rng: np.random.Generator, company: Company, day: int, impressions: Rows) -> Rows:
    """Purchases of the next day that a display or video impression causes by being seen."""
    works = np.array([channel.view_effect for channel in CHANNELS])[impressions["channel"]]
    works &= impressions["viewable"] & ~impressions["clicked"]
    chance = company.rates.view_effect * company.market.campaigns["effect"][impressions["campaign"]]
    caused = pick(impressions, works & (rng.random(count(impressions)) < chance))
    return {
        "person": caused["person"],
        "due": np.full(count(caused), day + 1),
        "cause": np.full(count(caused), VIEW),
        "campaign": caused["campaign"],
        "touch": caused["impression"],
    }
