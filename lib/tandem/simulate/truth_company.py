"""The truth that no single day holds: people, devices, campaigns, multipliers, rates, and what was delivered."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa

from tandem.simulate.agents import DEVICE_CLASSES
from tandem.simulate.cohorts import DIMENSIONS
from tandem.simulate.counting import countings
from tandem.simulate.files import write
from tandem.simulate.flaws import AUDIENCE, COHORTS, CREATIVE, DEVICE, KINDS, NONE, PAGE
from tandem.simulate.formats import parquet
from tandem.simulate.market import (
    CHANNELS,
    DEVICE_CR,
    DEVICE_CTR,
    META,
    NEW_CR,
    PLATFORMS,
    POSITIONS,
    QUADRANTS,
    RETURNING_CR,
)
from tandem.simulate.names import URLS
from tandem.simulate.outcomes import index_of, last_click_cr
from tandem.simulate.people import KIOSK, OWN
from tandem.simulate.platforms import date_of, is_missed
from tandem.simulate.rows import Array, Rows, count, pick, stack
from tandem.simulate.state import Company, State, device_keys
from tandem.simulate.text import hexadecimal, look_up, table
from tandem.simulate.texts import Texts
from tandem.simulate.truth_cohorts import cohort_outcomes, of_values


def write_company(company: Company, texts: Texts, truth: Path) -> None:
    """People, campaigns and their flaws, creatives, placements, platforms, positions and rates: what no day changes."""
    for name, frame in {
        "people": people(company, texts),
        "campaigns": campaigns(company, texts),
        "creatives": creatives(company, texts),
        "flaws": flaws(company, texts),
        "placements": placements(),
        "platforms": countings(),
        "positions": pa.table({"position": [1, 2, 3, 4], "ctr_multiplier": POSITIONS}),
        "device_classes": pa.table({"class": DEVICE_CLASSES, "ctr_multiplier": DEVICE_CTR, "cr_multiplier": DEVICE_CR}),
        **{f"{name}s": of_values(name) for name in DIMENSIONS},
        "cohorts": pa.table({"cohort": ["new", "returning"], "cr_multiplier": [NEW_CR, RETURNING_CR]}),
    }.items():
        write(truth / f"{name}.parquet", parquet(frame))
    write(truth / "rates.json", json.dumps({**asdict(company.rates), "seed": company.seed}, indent=1).encode())


def write_end(company: Company, texts: Texts, state: State, days: int, truth: Path) -> None:
    """Cookies that lived, true outcomes of campaigns, and deliveries that never came."""
    write(truth / "devices.parquet", parquet(devices(company, state), plain=("device_id",)))
    write(truth / "outcomes.parquet", parquet(outcomes(company, texts, state)))
    write(truth / "cohort_outcomes.parquet", parquet(cohort_outcomes(state)))
    missed = [day for day in range(days) if is_missed(company, META, day)]
    lines = [{"feed": "ad_reports", "supplier": "meta", "delivery_date": date_of(company, day)} for day in missed]
    columns = pa.schema([("feed", pa.string()), ("supplier", pa.string()), ("delivery_date", pa.date32())])
    write(truth / "missed.parquet", parquet(pa.Table.from_pylist(lines, schema=columns)))


def people(company: Company, texts: Texts) -> pa.Table:
    """One row a person, with logins and e-mails as sent."""
    persons, size = company.people.persons, company.people.size
    users = texts.users.slice(0, len(company.people.accounts))
    emails = texts.emails.slice(0, len(company.people.emails))
    return pa.table(
        {
            "person": pa.array(np.arange(size, dtype=np.int32)),
            "household": pa.array(persons["household"].astype(np.int32)),
            "shares_device": pa.array(persons["shares"]),
            "ad_blind": pa.array(persons["blind"]),
            "devices": pa.array((persons["device_count"] + persons["shares"]).astype(np.int8)),
            "user_ids": pa.ListArray.from_arrays(_offsets(persons["account_count"]), users),
            "email_hashes": pa.ListArray.from_arrays(_offsets(persons["email_count"]), emails),
        }
    )


def campaigns(company: Company, texts: Texts) -> pa.Table:
    """One row a campaign: its true multipliers of CTR and CR, and whether it causes anything."""
    rows = company.market.campaigns
    has_impressions = np.array([channel.ctr > 0 for channel in CHANNELS])[rows["channel"]]
    return pa.table(
        {
            "campaign_id": texts.campaigns.slice(0, len(rows["channel"])),
            "name": texts.campaign_names.slice(0, len(rows["channel"])),
            "channel": pa.array([CHANNELS[one].name for one in rows["channel"]]),
            "platform": pa.array([PLATFORMS[one] for one in rows["platform"]]),
            "quadrant": pa.array([QUADRANTS[one] for one in rows["quadrant"]]),
            "has_impressions": pa.array(has_impressions),
            **{name: pa.array(rows[name]) for name in ("ctr_multiplier", "cr_multiplier", "ctr_index", "cr_index")},
            "base_ctr": pa.array(np.array([channel.ctr for channel in CHANNELS])[rows["channel"]]),
            "base_cr": pa.array(np.array([channel.cr for channel in CHANNELS])[rows["channel"]]),
            "incremental_effect": pa.array(rows["effect"]),
        }
    )


def creatives(company: Company, texts: Texts) -> pa.Table:
    """One row a creative with its true CTR, at multipliers of 1 of all it cannot choose."""
    rows = company.market.creatives
    return pa.table(
        {
            "creative_id": texts.creatives.slice(0, len(rows["campaign"])),
            "campaign_id": texts.campaigns.take(pa.array(rows["campaign"])),
            "ctr": pa.array(rows["ctr"]),
            "ctr_multiplier": pa.array(rows["ctr_multiplier"]),
        }
    )


def flaws(company: Company, texts: Texts) -> pa.Table:
    """One row a campaign: which part of it loses which share of its clicks; the kind `none` where nothing is wrong."""
    rows = company.market.flaws
    names = {
        PAGE: [url.removeprefix("https://") for url in URLS],
        DEVICE: DEVICE_CLASSES,
        AUDIENCE: COHORTS,
        CREATIVE: texts.creatives.to_pylist(),
    }
    planted = list(zip(rows["kind"].tolist(), rows["place"].tolist(), strict=True))
    return pa.table(
        {
            "campaign_id": texts.campaigns.slice(0, len(rows["kind"])),
            "kind": pa.array([KINDS[kind] if kind != NONE else "none" for kind, _ in planted]),
            "name": pa.array([names[kind][place] if kind in names else "" for kind, place in planted]),
            "effect": pa.array(rows["effect"]),
        }
    )


def outcomes(company: Company, texts: Texts, state: State) -> pa.Table:
    """One row a campaign: last-click CR that its clicks' true chances and the purchases of other causes lead to."""
    known = state.outcomes
    return pa.table(
        {
            "campaign_id": texts.campaigns.slice(0, len(known.clicks)),
            "clicks": pa.array(known.clicks.astype(np.int64)),
            "expected_conversions": pa.array(known.expected),
            "other_conversions": pa.array(known.others.sum(axis=1).astype(np.int64)),
            "last_click_cr": pa.array(last_click_cr(known)),
            "last_click_cr_index": pa.array(index_of(known, company.market.campaigns["channel"])),
        }
    )


def placements() -> pa.Table:
    """One row a channel and placement with its true multiplier of CTR and its share of viewable impressions."""
    rows = [(c.name, *placement) for c in CHANNELS if c.ctr for placement in c.placements]
    names = ("channel", "placement", "ctr_multiplier", "viewable_share")
    return pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})


def devices(company: Company, state: State) -> pa.Table:
    """One row a cookie and person; a shared device has a row for each of its household, the kiosk's person is -1."""
    everything = np.arange(count(company.people.devices))
    births = [(0, everything), *state.births]
    device = np.concatenate([born for _, born in births])
    day = np.repeat([when for when, _ in births], [len(born) for _, born in births])
    order = np.lexsort((day, device))
    device, day = device[order], day[order]
    epoch = np.arange(len(device)) - np.searchsorted(device, device)
    cookies = {"device": device, "since": day, "key": device_keys(company, device, epoch)}
    rows = stack([_owned(company, cookies), _shared(company, cookies)])
    kind = company.people.devices["kind"][rows["device"]]
    return pa.table(
        {
            "device_id": hexadecimal(rows["key"]),
            "person": pa.array(rows["person"].astype(np.int32)),
            "device": pa.array(rows["device"].astype(np.int32)),
            "kind": look_up(table(("own", "shared", "kiosk")), kind),
            "class": look_up(table(DEVICE_CLASSES), company.people.devices["device_class"][rows["device"]]),
            "since_day": pa.array(rows["since"].astype(np.int32)),
        }
    )


def _owned(company: Company, cookies: Rows) -> Rows:
    kind = company.people.devices["kind"][cookies["device"]]
    mine = pick(cookies, (kind == OWN) | (kind == KIOSK))
    return {**mine, "person": company.people.devices["owner"][mine["device"]]}


def _shared(company: Company, cookies: Rows) -> Rows:
    persons = company.people.persons
    sharing = np.flatnonzero(persons["shares"])
    first = np.searchsorted(cookies["device"], persons["shared_device"][sharing], side="left")
    last = np.searchsorted(cookies["device"], persons["shared_device"][sharing], side="right")
    at = np.concatenate([np.zeros(0, dtype=np.int64), *map(np.arange, first, last)])
    return {**pick(cookies, at), "person": np.repeat(sharing, last - first)}


def _offsets(counts: Array) -> pa.Array:
    return pa.array(np.r_[0, np.cumsum(counts)].astype(np.int32))
