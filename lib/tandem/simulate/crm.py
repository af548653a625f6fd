"""What becomes of leads in the CRM: how good those of each channel are, how long they take, and what goes wrong."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tandem.simulate.browsing import LEAD
from tandem.simulate.draws import generator, keys
from tandem.simulate.market import CHANNELS
from tandem.simulate.rates import DAY, HOUR, MINUTE
from tandem.simulate.rows import Array, Rows, count, pick, stack
from tandem.simulate.state import Company, State
from tandem.simulate.text import integers
from tandem.simulate.transport import day_of

STAGES = ("Prospecting", "Qualification", "Proposal/Price Quote", "Closed Won", "Closed Lost")
NEW, QUALIFIED, PROPOSAL, WON, LOST = range(len(STAGES))
SOURCES = (*(channel.name for channel in CHANNELS), "other")  # what brought a lead; other: no campaign
# Of the leads of each source: the chance to be qualified, of those to be won, and the mean days that either takes.
QUALIFIES = np.array((0.55, 0.5, 0.3, 0.2, 0.25, 0.4, 0.6, 0.45))
WINS = np.array((0.45, 0.4, 0.3, 0.25, 0.2, 0.35, 0.5, 0.4))
QUALIFY_DAYS = np.array((1.5, 1.5, 3.0, 4.0, 4.0, 2.5, 1.5, 2.0))
WIN_DAYS = np.array((3.0, 3.0, 5.0, 6.0, 6.0, 4.0, 2.5, 4.0))
MEDIAN_CENTS = 42_000
GIVEN_UP, SKIPPED, MISTAKEN, LATE, CORRECTED = 0.6, 0.2, 0.04, 0.04, 0.05


def follow_leads(company: Company, state: State, day: int, events: Rows) -> Rows:
    """One row a lead of the day with its truth; what the CRM notes of it waits for the days that it is exported."""
    rng = generator(company.seed, day, 17)
    leads = decide(rng, company, pick(events, events["name"] == LEAD))
    notes = note(rng, leads)
    notes["change"] = keys(company.seed, 0, (day << 34) + np.arange(count(notes)))
    notes["updated"] = notes["occurred"] + MINUTE
    late = np.where(rng.random(count(notes)) < LATE, rng.integers(DAY, 6 * DAY, count(notes)), 0)
    again = pick(notes, rng.random(count(notes)) < CORRECTED)
    again = {**again, "cents": np.where(again["cents"] > 0, again["cents"] * 9 // 10, -1)}
    again["updated"] = again["updated"] + rng.integers(HOUR, 3 * DAY, count(again))
    exported = np.concatenate([notes["updated"] + late, again["updated"]])
    state.crm.put(stack([notes, again]), day_of(company, exported))
    return leads


def decide(rng: np.random.Generator, company: Company, leads: Rows) -> Rows:
    """How far each lead comes and when; -1 where it does not."""
    size = count(leads)
    campaign = leads["landed"]
    source = np.where(campaign < 0, len(CHANNELS), company.market.campaigns["channel"][campaign.clip(min=0)])
    began = leads["occurred"] + MINUTE
    qualified = began + _after(rng, QUALIFY_DAYS[source])
    won = qualified + _after(rng, WIN_DAYS[source])
    is_qualified = rng.random(size) < QUALIFIES[source]
    is_won = is_qualified & (rng.random(size) < WINS[source])
    gives_up = ~is_won & (rng.random(size) < GIVEN_UP)
    return {
        **{name: leads[name] for name in ("order", "user", "email")},
        "source": source,
        "began": began,
        "qualified": np.where(is_qualified, qualified, -1),
        "won": np.where(is_won, won, -1),
        "lost": np.where(gives_up, won + _after(rng, QUALIFY_DAYS[source]), -1),
        "cents": rng.lognormal(np.log(MEDIAN_CENTS), 0.5, size).astype(np.int64),
        "currency": company.people.persons["currency"][leads["person"]],
    }


def note(rng: np.random.Generator, leads: Rows) -> Rows:
    """The CRM's notes, one row a change: some skip the proposal, some qualify a lead by mistake and take it back."""
    size, qualified, won = count(leads), leads["qualified"] >= 0, leads["won"] >= 0
    proposes = won & (rng.random(size) >= SKIPPED)
    between = leads["qualified"] + ((leads["won"] - leads["qualified"]) * rng.random(size)).astype(np.int64)
    errs = ~qualified & (rng.random(size) < MISTAKEN)
    mistake = leads["began"] + 2 * HOUR
    everyone = np.ones(size, dtype=np.bool_)
    return stack(
        [
            _noted(leads, NEW, everyone, leads["began"], worth=False),
            _noted(leads, QUALIFIED, qualified, leads["qualified"]),
            _noted(leads, PROPOSAL, proposes, between),
            _noted(leads, WON, won, leads["won"]),
            _noted(leads, LOST, leads["lost"] >= 0, leads["lost"], worth=False),
            _noted(leads, QUALIFIED, errs, mistake),
            _noted(leads, NEW, errs, mistake + 3 * HOUR, worth=False),
        ]
    )


def true_leads(leads: Rows) -> pa.Table:
    """One row a lead: what brought it, its chances to be qualified and then won, and when it was; null: never."""
    source = leads["source"]
    began, qualified, won = (
        pa.array(leads[name], mask=leads[name] < 0).cast(pa.timestamp("ms", "UTC"))
        for name in ("began", "qualified", "won")
    )
    return pa.table(
        {
            "lead_id": integers(leads["order"]),
            "source": pa.array([SOURCES[one] for one in source], pa.string()),
            "chance_qualified": pa.array(QUALIFIES[source]),
            "chance_won": pa.array(WINS[source]),
            "began_at": began,
            "qualified_at": qualified,
            "won_at": won,
        }
    )


def _noted(leads: Rows, stage: int, which: Array, occurred: Array, *, worth: bool = True) -> Rows:
    rows = {name: leads[name] for name in ("order", "user", "email", "currency")}
    cents = leads["cents"] if worth else np.full(count(leads), -1)
    return {**pick({**rows, "cents": cents, "occurred": occurred}, which), "stage": np.full(int(which.sum()), stage)}


def _after(rng: np.random.Generator, mean_days: Array) -> Array:
    """Milliseconds that a step takes: at least an hour."""
    taken: Array = (HOUR + rng.exponential(mean_days) * DAY).astype(np.int64)
    return taken
