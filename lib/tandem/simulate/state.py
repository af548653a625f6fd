"""What one simulated day hands on to the next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from tandem.simulate.cohorts import DIMENSIONS
from tandem.simulate.draws import Keys, generator, keys
from tandem.simulate.market import CHANNELS, Market
from tandem.simulate.outcomes import Outcomes, no_outcomes
from tandem.simulate.people import People
from tandem.simulate.rates import Rates
from tandem.simulate.rows import Array, Rows, count, stack


@dataclass(frozen=True)
class Company:
    """All that does not change from day to day."""

    seed: int
    first_day_ms: int
    rates: Rates
    people: People
    market: Market


class Mailbox:
    """Rows waiting for the day that takes them."""

    def __init__(self) -> None:
        self._days: defaultdict[int, list[Rows]] = defaultdict(list)

    def put(self, rows: Rows, day: Array) -> None:
        """Leave each row for its day."""
        for one in np.unique(day):
            chosen = np.flatnonzero(day == one)
            self._days[int(one)].append({name: values[chosen] for name, values in rows.items()})

    def take(self, day: int) -> Rows:
        """All rows left for `day`, in the order left; empty if none."""
        return stack(self._days.pop(day, []))


@dataclass
class State:
    """Mutable, of bounded size: people, devices and rows not yet delivered."""

    epoch: Array  # of each device: how often its cookie was deleted
    asked: Array  # of each device: its present cookie has been asked for consent
    seen: Array  # of each person: has visited before today
    outcomes: Outcomes
    cohorts: dict[str, Outcomes]  # by dimension; of each channel and value
    deciding: Array  # of each person: has decided to buy on a later day, so clicks no more ads
    births: list[tuple[int, Array]] = field(default_factory=list)  # day, devices whose cookie was renewed
    decisions: Mailbox = field(default_factory=Mailbox)  # purchases by the day they will happen
    web: Mailbox = field(default_factory=Mailbox)
    server: Mailbox = field(default_factory=Mailbox)
    mail: Mailbox = field(default_factory=Mailbox)
    impressions: Mailbox = field(default_factory=Mailbox)
    orders: Mailbox = field(default_factory=Mailbox)
    crm: Mailbox = field(default_factory=Mailbox)


def new_state(people: People, market: Market) -> State:
    """The state before the first day."""
    devices = count(people.devices)
    return State(
        epoch=np.zeros(devices, dtype=np.int64),
        asked=np.zeros(devices, dtype=np.bool_),
        seen=np.zeros(people.size, dtype=np.bool_),
        outcomes=no_outcomes(people.size, count(market.campaigns)),
        cohorts={name: no_outcomes(people.size, len(CHANNELS) * len(values)) for name, values in DIMENSIONS.items()},
        deciding=np.zeros(people.size, dtype=np.int64),
    )


def churn_cookies(company: Company, state: State, day: int) -> None:
    """Delete the cookies of a stated share of the devices; the kiosk keeps its own."""
    gone = np.flatnonzero(generator(company.seed, day, 1).random(len(state.epoch)) < company.rates.cookie_churn)
    gone = gone[gone != company.people.kiosk]
    state.epoch[gone] += 1
    state.asked[gone] = False
    state.births.append((day, gone))


def device_keys(company: Company, device: Array, epoch: Array) -> Keys:
    """The id of each device's cookie."""
    return keys(company.seed, 1, (device << 16) | epoch)
