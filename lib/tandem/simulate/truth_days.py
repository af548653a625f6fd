"""The truth of one day: who sent each event, true visits, and what caused each order."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa

from tandem.simulate.agents import FAMILY_OF_AGENT, UNKNOWN_FAMILY
from tandem.simulate.crm import true_leads
from tandem.simulate.days import Happened
from tandem.simulate.demand import CAUSES, CLICK, VIEW
from tandem.simulate.files import write
from tandem.simulate.formats import parquet
from tandem.simulate.labels import LABELS, PERSON
from tandem.simulate.landing import Delivered
from tandem.simulate.market import CHANNELS, PLATFORMS
from tandem.simulate.platforms import CURRENCIES, date_of, spend_sent
from tandem.simulate.rows import Array, Rows, count, pick
from tandem.simulate.state import Company
from tandem.simulate.text import hexadecimal, integers, look_up, or_null, table, where
from tandem.simulate.texts import CONSENT_TEXTS, CURRENCY_TEXTS, NAME_TEXTS, Texts
from tandem.simulate.truth_cohorts import shown_to

LABEL_TEXTS, CAUSE_TEXTS = table(LABELS), table(CAUSES)
COUNTS = ("served", "impressions", "clicks", "all_clicks")  # served; then as the report states them
NO_SPEND = pa.schema(
    [
        *((name, pa.string()) for name in ("platform", "campaign_id", "creative_id")),
        ("date", pa.date32()),
        ("currency", pa.string()),
        ("spend_micros", pa.int64()),
        ("is_final", pa.bool_()),
        *((name, pa.int64()) for name in COUNTS),
    ]
)


def write_day(company: Company, texts: Texts, day: int, truth: Path, happened: Happened) -> None:
    """Labels, senders, visits, orders and expected clicks of what happened on `day`; one file each."""
    name = f"{date_of(company, day)}.parquet"
    write(truth / "events" / name, parquet(event_labels(happened.events), plain=("event_id",)))
    write(truth / "senders" / name, parquet(senders(texts, happened.events, day), plain=("event_id",)))
    actions = actions_seen(texts, happened.actions)
    write(truth / "actions" / name, parquet(actions, plain=("event_id",)))
    write(truth / "visits" / name, parquet(visits(happened.events, day), plain=("started_at", "ended_at")))
    write(truth / "orders" / name, parquet(order_causes(texts, happened.orders), plain=("order_id",)))
    write(truth / "leads" / name, parquet(true_leads(happened.leads), plain=("lead_id",)))
    write(truth / "shown" / name, parquet(shown(company, texts, happened.shown)))
    write(truth / "shown_to" / name, parquet(shown_to(happened.shown_to)))
    write(truth / "robot_impressions" / name, parquet(robot_impressions(happened.robot_impressions)))


def write_deliveries(
    company: Company, texts: Texts, day: int, truth: Path, delivered: list[Delivered], due: dict[int, Rows]
) -> None:
    """One row a file delivered on `day`, with its malformed lines; and the spend that its reports state."""
    name = f"{date_of(company, day)}.parquet"
    write(truth / "files" / name, parquet(pa.Table.from_pylist([asdict(one) for one in delivered])))
    write(truth / "spend" / name, parquet(spend(company, texts, due)))


def spend(company: Company, texts: Texts, due: dict[int, Rows]) -> pa.Table:
    """One row a report line: cost of one ad and account day as sent, in millionths of the account's currency.

    Beside it the impressions served, and impressions and clicks as the platform counts them.
    """
    parts = [
        pa.table(
            {
                "platform": pa.array([PLATFORMS[platform]] * count(rows)),
                "campaign_id": texts.campaigns.take(pa.array(rows["campaign"])),
                "creative_id": texts.creatives.take(pa.array(rows["creative"])),
                "date": pa.array([date_of(company, one) for one in rows["day"].tolist()], pa.date32()),
                "currency": pa.array([CURRENCIES[platform]] * count(rows)),
                "spend_micros": pa.array(spend_sent(platform, rows)),
                "is_final": pa.array(rows["final"]),
                **{name: pa.array(rows[name].astype(np.int64)) for name in COUNTS},
            }
        )
        for platform, rows in due.items()
    ]
    return pa.concat_tables([NO_SPEND.empty_table(), *parts])


def senders(texts: Texts, events: Rows, day: int) -> pa.Table:
    """One row an event that a person sent: from which cookie, in which session, which ids it shows, what it may."""
    mine = pick(events, events["label"] == PERSON)
    return pa.table(
        {
            "event_id": hexadecimal(mine["event"]),
            "name": look_up(NAME_TEXTS, mine["name"]),
            "device_id": or_null(where(mine["key"] != 0, lambda at: hexadecimal(mine["key"][at]))),
            "session": pa.array(day * (1 << 40) + mine["person"] * 32 + mine["slot"]),
            "user_id": or_null(look_up(texts.users, mine["user"])),
            "email_hash": or_null(look_up(texts.emails, mine["email"])),
            "consent": or_null(look_up(CONSENT_TEXTS, mine["consent"])),
        }
    )


def event_labels(events: Rows) -> pa.Table:
    """One row an event: who sent it and how it travelled. Events of the site; mail events are their recipients'."""
    arrived = np.stack([events["browser_day"], events["server_day"]])
    first = np.where(arrived < 0, np.iinfo(np.int64).max, arrived).min(axis=0)
    return pa.table(
        {
            "event_id": hexadecimal(events["event"]),
            "person": pa.array(events["person"].astype(np.int32)),
            "label": look_up(LABEL_TEXTS, events["label"]),
            "occurred_at": _instants(events["occurred"]),
            "delivery_day": pa.array(first.astype(np.int32)),
            "is_duplicate": pa.array(events["resent"]),
            "is_late": pa.array(events["late"]),
            "clock_skew_s": pa.array((events["skew"] // 1000).astype(np.int32)),
            "by_browser": pa.array(events["by_browser"]),
            "by_server": pa.array(events["by_server"]),
        }
    )


def actions_seen(texts: Texts, actions: Rows) -> pa.Table:
    """One row an action that browser and server can both see, seen or not, and when either's first row arrived."""
    families = table((*FAMILY_OF_AGENT, UNKNOWN_FAMILY))
    return pa.table(
        {
            "event_id": hexadecimal(actions["event"]),
            "name": look_up(NAME_TEXTS, actions["name"]),
            "occurred_at": _instants(actions["occurred"]),
            "browser": look_up(families, np.where(actions["agent"] < 0, len(FAMILY_OF_AGENT), actions["agent"])),
            "campaign_id": or_null(look_up(texts.campaigns, actions["landed"])),
            "browser_day": pa.array(actions["browser_day"].astype(np.int32)),
            "server_day": pa.array(actions["server_day"].astype(np.int32)),
        }
    )


def shown(company: Company, texts: Texts, rows: Rows) -> pa.Table:
    """One row a creative and placement: impressions to people, and the sum of their true chances of a click."""
    campaign = company.market.creatives["campaign"][rows["creative"]]
    channel = company.market.campaigns["channel"][campaign]
    return pa.table(
        {
            "creative_id": texts.creatives.take(pa.array(rows["creative"])),
            "campaign_id": texts.campaigns.take(pa.array(campaign)),
            "channel": pa.array([CHANNELS[one].name for one in channel]),
            "placement": texts.placements.take(pa.array(channel * 4 + rows["placement"])),
            "impressions": pa.array(rows["impressions"].astype(np.int64)),
            "expected_clicks": pa.array(rows["clicks"]),
        }
    )


def robot_impressions(impressions: Rows) -> pa.Table:
    """One row an impression that no person saw; all others were served to people."""
    return pa.table(
        {
            "impression_id": hexadecimal(impressions["impression"]),
            "label": look_up(LABEL_TEXTS, impressions["label"]),
        }
    )


def visits(events: Rows, day: int) -> pa.Table:
    """One row a true visit: what one person did on one device in one go; `session` is the person's, over devices."""
    mine = pick(events, (events["label"] == PERSON) & (events["key"] != 0))
    group = mine["person"] * 32 + mine["slot"]
    order = np.lexsort((mine["occurred"], mine["key"], group))
    group, key, at = group[order], mine["key"][order], mine["occurred"][order]
    first = np.flatnonzero(np.r_[True, (group[1:] != group[:-1]) | (key[1:] != key[:-1])][: len(group)])
    last = np.r_[first[1:], len(group)] - 1
    return pa.table(
        {
            "person": pa.array((group[first] // 32).astype(np.int32)),
            "session": pa.array(day * (1 << 40) + group[first]),
            "device_id": hexadecimal(key[first]),
            "started_at": _instants(at[first]),
            "ended_at": _instants(at[last]),
            "events": pa.array((last - first + 1).astype(np.int32)),
        }
    )


def order_causes(texts: Texts, orders: Rows) -> pa.Table:
    """One row an order: who bought, because of what, and whether it would have come anyway."""
    touched = orders["touch"] != 0
    return pa.table(
        {
            "order_id": integers(orders["order"]),
            "person": pa.array(orders["person"].astype(np.int32)),
            "ordered_at": _instants(orders["occurred"]),
            "value_cents": pa.array(orders["cents"].astype(np.int64)),
            "currency": look_up(CURRENCY_TEXTS, orders["currency"]),
            "cause": look_up(CAUSE_TEXTS, orders["cause"]),
            "is_incremental": pa.array(np.isin(orders["cause"], (CLICK, VIEW))),
            "campaign_id": or_null(look_up(texts.campaigns, orders["campaign"])),
            "touch_id": or_null(where(touched, lambda at: hexadecimal(orders["touch"][at]))),
            "has_event": pa.array(orders["by_browser"] | orders["by_server"]),
            "has_order": pa.array(orders["has_order"]),
        }
    )


def _instants(values: Array) -> pa.Array:
    """Instants as Parquet timestamps, UTC."""
    return pa.array(values.astype(np.int64)).cast(pa.timestamp("ms", "UTC"))
