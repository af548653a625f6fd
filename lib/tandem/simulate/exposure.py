"""A day's impressions served to people, and which of them were clicked."""

from __future__ import annotations

import numpy as np

from tandem.simulate import agents
from tandem.simulate.cohorts import AUDIENCE_CTR, DIMENSIONS, audience_of, region_of
from tandem.simulate.draws import choose, choose_by_row, generator, keys
from tandem.simulate.labels import PERSON
from tandem.simulate.market import CHANNELS, CREATIVES_EACH, DEVICE_CTR, POSITIONS
from tandem.simulate.people import SLOT_WEIGHTS
from tandem.simulate.rates import DAY, HOUR, MINUTE
from tandem.simulate.rows import Array, Rows, count, pick
from tandem.simulate.state import Company, State, device_keys

DIURNAL_DAYS = (1.0, 0.97, 0.96, 1.0, 1.05, 1.1, 1.12)  # Monday first


def expose(company: Company, state: State, day: int) -> Rows:
    """One row an impression to a person, with `clicked`; none where ads are blocked."""
    rng = generator(company.seed, day, 2)
    people = company.people
    shown = rng.poisson(people.persons["exposure"] * weekday_factor(company, day))
    person = np.repeat(np.arange(people.size), shown)
    slot = choose(rng, SLOT_WEIGHTS, len(person))
    device = people.device_at(person, slot, day)
    rows = {"person": person, "slot": slot, "device": device, **_ads(rng, company, state, person)}
    rows |= {"region": region_of(people, person), "audience": audience_of(person)}
    rows["occurred"] = slot_start(company, person, slot, day) + rng.integers(0, 20 * MINUTE, len(person))
    rows["viewable"] = rng.random(len(person)) < company.market.viewability[rows["channel"], rows["placement"]]
    rows["rendered"] = rows["viewable"] | draws_begin(company, day, len(person))
    rows["chance"] = _click_chance(company, state, rows)
    rows["clicked"] = rows["viewable"] & (rng.random(len(person)) < rows["chance"])
    rows["impression"] = keys(company.seed, 2, (day << 34) + np.arange(len(person)))
    served = pick(rows, ~people.devices["blocks"][device])
    return {**served, **_as_logged(company, state, served)}


def draws_begin(company: Company, day: int, size: int) -> Array:
    """Which of the day's impressions would be drawn though nobody sees them; of a stream of its own."""
    drawn: Array = generator(company.seed, day, 16).random(size) < company.rates.rendered_share
    return drawn


def expected_clicks(company: Company, impressions: Rows) -> Rows:
    """Impressions to people and the clicks to be expected of them, one row a creative and placement."""
    seen = company.market.viewability[impressions["channel"], impressions["placement"]]
    code, size = impressions["creative"] * 4 + impressions["placement"], 4 * count(company.market.creatives)
    shown = np.bincount(code, minlength=size)
    clicks = np.bincount(code, weights=impressions["chance"] * seen, minlength=size)
    kept = np.flatnonzero(shown)
    return {"creative": kept // 4, "placement": kept % 4, "impressions": shown[kept], "clicks": clicks[kept]}


def expected_by_cohort(company: Company, impressions: Rows) -> dict[str, Rows]:
    """Impressions to people and the clicks to be expected of them, one row a channel and value of each dimension."""
    seen = company.market.viewability[impressions["channel"], impressions["placement"]]
    found = {}
    for dimension, names in DIMENSIONS.items():
        code, size = impressions["channel"] * len(names) + impressions[dimension], len(CHANNELS) * len(names)
        shown = np.bincount(code, minlength=size)
        clicks = np.bincount(code, weights=impressions["chance"] * seen, minlength=size)
        kept = np.flatnonzero(shown)
        found[dimension] = {"cohort": kept, "impressions": shown[kept], "clicks": clicks[kept]}
    return found


def weekday_factor(company: Company, day: int) -> float:
    """How busy the day is, against an average Monday."""
    return DIURNAL_DAYS[int((company.first_day_ms // DAY + 3 + day) % 7)]


def slot_start(company: Company, person: Array, slot: Array, day: int) -> Array:
    """Start of each person's slot; members of one household keep the same hours."""
    start: Array = company.first_day_ms + day * DAY + slot * 2 * HOUR + company.people.persons["phase_ms"][person]
    return start


def _ads(rng: np.random.Generator, company: Company, state: State, person: Array) -> Rows:
    """Which ad was shown where. Retargeting follows only people who have visited."""
    market = company.market
    campaign = choose(rng, market.campaigns["weight"], len(person))
    campaign += (campaign == market.retargeting) & ~state.seen[person]
    return {
        "campaign": campaign,
        "channel": market.campaigns["channel"][campaign],
        "creative": campaign * CREATIVES_EACH + rng.integers(0, CREATIVES_EACH, len(person)),
        "placement": choose_by_row(rng, market.placement_edges, campaign),
        "position": choose_by_row(rng, market.position_edges, campaign),
    }


def _click_chance(company: Company, state: State, rows: Rows) -> Array:
    """True CTR of each impression, over its viewability: what is not seen is not clicked."""
    market, person = company.market, rows["person"]
    device_class = company.people.devices["device_class"][rows["device"]]
    place = rows["channel"], rows["placement"]
    factors = market.placement_ctr[place] * np.array(POSITIONS)[rows["position"]] * np.array(DEVICE_CTR)[device_class]
    willing = company.people.persons["response"][person] * (state.deciding[person] == 0)
    willing = willing * np.array(AUDIENCE_CTR)[rows["audience"]]
    chance: Array = market.creatives["ctr"][rows["creative"]] * factors * willing / market.viewability[place]
    return chance


def _as_logged(company: Company, state: State, rows: Rows) -> Rows:
    device = rows["device"]
    size = count(rows)
    return {
        "key": device_keys(company, device, state.epoch[device]),
        "agent": company.people.devices["agent"][device],
        "ip": address_of(company, rows["person"], device, rows["occurred"]),
        "platform": company.market.campaigns["platform"][rows["campaign"]],
        "label": np.full(size, PERSON),
    }


def address_of(company: Company, person: Array, device: Array, occurred: Array) -> Array:
    """Home address of the household; a carrier's address, new each day, for half of the phones."""
    mobile = (company.people.devices["device_class"][device] == agents.MOBILE) & (device % 2 == 0)
    roaming = agents.CARRIERS + ((device * 2_654_435_761 + occurred // DAY * 40_503) & 0x3FFFFF)
    return np.where(mobile, roaming, company.people.persons["home_ip"][person])


def mean_ctr() -> float:
    """Clicks for each impression at multipliers of 1."""
    return sum(channel.ctr * channel.impression_share for channel in CHANNELS)
