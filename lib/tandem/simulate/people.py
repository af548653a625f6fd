"""The people of the simulated company, their devices, logins and households. Fixed by the seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.simulate import agents
from tandem.simulate.draws import choose, generator, mix
from tandem.simulate.rates import DAY, HOUR, MINUTE, Rates
from tandem.simulate.rows import Array, Rows, count, place_in_group, stack

SLOTS = 12  # two-hour slots of a day; what a person does within one is one session
SLOT_WEIGHTS = np.array([3, 1.5, 1.5, 3, 7, 9, 10, 10, 11, 15, 18, 11])
OWN, SHARED, KIOSK = 0, 1, 2
DEVICE_COUNTS = (0.45, 0.33, 0.16, 0.06)  # shares of people with 1, 2, 3 and 4 devices
CLASS_BY_RANK = ((0.38, 0.58, 0.04), (0.5, 0.3, 0.2), (0.4, 0.25, 0.35), (0.3, 0.3, 0.4))


@dataclass(frozen=True)
class People:
    """One row a person and one row a physical device; the last device is the kiosk."""

    persons: Rows
    devices: Rows
    accounts: Array  # person of each login id
    emails: Array  # person of each e-mail address

    @property
    def kiosk(self) -> int:
        """The device where very many people log in."""
        return count(self.devices) - 1

    @property
    def size(self) -> int:
        """Number of people."""
        return count(self.persons)

    def device_at(self, person: Array, slot: Array, day: int) -> Array:
        """The device that each person uses in a slot of a day.

        Members of a household use their shared device in different slots, so who sat there is never in doubt.
        """
        drawn = mix((person.astype(np.uint64) << np.uint64(24)) + np.uint64(day * SLOTS) + slot.astype(np.uint64))
        own, first = self.persons["device_count"][person], self.persons["device_first"][person]
        favourite = (drawn >> np.uint64(8)) % np.uint64(100) < np.uint64(60)
        other = (drawn >> np.uint64(16)) % own.astype(np.uint64)
        shared = self.persons["shared_device"][person]
        sits_there = (
            (shared >= 0) & (slot % 4 == self.persons["member"][person]) & ((drawn & np.uint64(3)) < np.uint64(3))
        )
        return np.where(sits_there, shared, first + np.where(favourite, 0, other).astype(np.int64))


def build_people(seed: int, size: int, rates: Rates) -> People:
    """Draw `size` people with one to four devices each."""
    rng = generator(seed, 2)
    persons = {**_households(rng, size, rates), **_habits(rng, size, rates), **_logins(rng, size, rates)}
    own = _own_devices(rng, persons)
    shared = _shared_devices(rng, persons, first=count(own))
    kiosk = _devices(rng, np.array([-1]), KIOSK, np.array([agents.DESKTOP]))
    devices = stack([own, shared, kiosk])
    devices["skew_ms"] = _clock_errors(rng, count(devices), rates)
    devices["blocks"] = _blockers(generator(seed, 3), devices, rates)
    accounts = np.repeat(np.arange(size), persons["account_count"])
    return People(persons, devices, accounts, np.repeat(np.arange(size), persons["email_count"]))


def _households(rng: np.random.Generator, size: int, rates: Rates) -> Rows:
    """The first people live together in twos, threes and fours; the others alone."""
    together = int(np.ceil(size * rates.household_share))
    sizes = rng.integers(2, 5, together)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), together)) + 1]
    household = np.repeat(np.arange(len(sizes)), sizes)[:size]
    lonely = household.size if len(household) < 2 or household[-1] == household[-2] else household.size - 1
    household = np.r_[household[:lonely], len(sizes) + np.arange(size - lonely)]
    homes = rng.integers(1, 2**24 - 1, household[-1] + 1)
    phases = rng.integers(0, 2 * HOUR, household[-1] + 1)
    return {
        "household": household,
        "member": place_in_group(household),
        "shares": np.arange(size) < lonely,
        "home_ip": agents.HOMES + homes[household],
        "phase_ms": phases[household],
    }


def _habits(rng: np.random.Generator, size: int, rates: Rates) -> Rows:
    blind = rng.random(size) < rates.ad_blind_share
    response = rng.gamma(4.0, 0.25, size)
    return {
        "visits": rng.gamma(1.5, rates.visits_per_day / 1.5, size),
        "exposure": rng.gamma(2.0, rates.impressions_per_day / 2.0, size),
        "blind": blind,
        "response": np.where(blind, 0.0, response / (1.0 - rates.ad_blind_share)),
        "currency": (rng.random(size) < 0.15).astype(np.int64),
    }


def _logins(rng: np.random.Generator, size: int, rates: Rates) -> Rows:
    """Login ids and e-mails of a person are consecutive; who has no login has an e-mail for guest orders."""
    has_account = rng.random(size) < rates.account_share
    accounts = has_account * (1 + (rng.random(size) < rates.two_accounts_share))
    emails = 1 + (has_account & (rng.random(size) < rates.two_emails_share))
    return {
        "account_count": accounts,
        "account_first": np.cumsum(accounts) - accounts,
        "email_count": emails,
        "email_first": np.cumsum(emails) - emails,
    }


def _own_devices(rng: np.random.Generator, persons: Rows) -> Rows:
    number = 1 + choose(rng, DEVICE_COUNTS, count(persons))
    number = np.where(persons["shares"], np.minimum(number, 3), number)
    persons["device_count"] = number
    persons["device_first"] = np.cumsum(number) - number
    owner = np.repeat(np.arange(count(persons)), number)
    edges = np.cumsum(CLASS_BY_RANK, axis=1)[place_in_group(owner)]
    return _devices(rng, owner, OWN, (rng.random(len(owner))[:, None] >= edges[:, :2]).sum(axis=1))


def _shared_devices(rng: np.random.Generator, persons: Rows, *, first: int) -> Rows:
    homes = int(persons["household"][persons["shares"]].max(initial=-1)) + 1
    persons["shared_device"] = np.where(persons["shares"], first + persons["household"], -1)
    classes = np.where(rng.random(homes) < 0.6, agents.TABLET, agents.DESKTOP)
    return _devices(rng, np.full(homes, -1), SHARED, classes)


def _devices(rng: np.random.Generator, owner: Array, kind: int, device_class: Array) -> Rows:
    groups = [agents.span(of) for of in (agents.DESKTOP_AGENTS, agents.MOBILE_AGENTS, agents.TABLET_AGENTS)]
    first = np.array([group.start for group in groups])[device_class]
    length = np.array([len(group) for group in groups])[device_class]
    agent = first + (rng.random(len(owner)) ** 1.5 * length).astype(np.int64)
    return {"owner": owner, "kind": np.full(len(owner), kind), "device_class": device_class, "agent": agent}


def _blockers(rng: np.random.Generator, devices: Rows, rates: Rates) -> Array:
    """Devices with an ad blocker; who runs a kiosk installs none."""
    shares = dict(rates.block_shares)
    of_agent = np.array([shares.get(family, 0.0) for family in agents.FAMILY_OF_AGENT])
    blocks: Array = (rng.random(count(devices)) < of_agent[devices["agent"]]) & (devices["kind"] != KIOSK)
    return blocks


def _clock_errors(rng: np.random.Generator, devices: int, rates: Rates) -> Array:
    """Most clocks are right; a few are off by minutes to hours; a tenth of those is more than a year behind."""
    wrong = rng.random(devices) < rates.wrong_clock_share
    reset = rng.random(devices) < 0.1
    off = rng.choice([-1, 1], devices) * rng.integers(5 * MINUTE, 8 * HOUR, devices)
    return np.where(wrong, np.where(reset, -400 * DAY, off), 0)
