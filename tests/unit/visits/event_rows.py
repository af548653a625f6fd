"""Short ways to write events, and visits in plain Python to compare with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import Phase, settings


class Event(NamedTuple):
    event_id: str
    occurred_at: datetime
    date: date
    name: str = "view"
    device_id: str | None = "d1"
    user_id: str | None = None
    email_id: str | None = None
    channel: str | None = None
    campaign_id: str | None = None
    creative_id: str | None = None
    placement: str | None = None
    landing_page: str | None = None
    device_class: str | None = "desktop"
    consent: str | None = "all"
    value: Decimal | None = None
    agent_id: str | None = None
    ip_key: str | None = None
    ip_network: str | None = None
    flags: str | None = None
    region: str | None = None
    audience: str | None = None


EVENT = """event_id string, occurred_at timestamp, date date, name string, device_id string, user_id string,
    email_id string, channel string, campaign_id string, creative_id string, placement string, landing_page string,
    device_class string, consent string, value decimal(18,6), agent_id string, ip_key string, ip_network string,
    flags string, region string, audience string"""
START = datetime(2026, 3, 10, tzinfo=UTC)
# What an event may say of what brought it: two campaigns, a search, and a purchase that names its visit's campaign.
MARKS = (
    {"channel": "Email", "campaign_id": "c1"},
    {"channel": "Display", "campaign_id": "c2"},
    {"channel": "Organic Search"},
    {"campaign_id": "c2"},
)
# An example costs a second of Spark, and shrinking one takes hundreds.
FEW = settings(max_examples=6, deadline=None, phases=[Phase.generate])
VERDICT = "kind string, key string, date date, reason string, label string, rule string, list_version string"


def event(event_id: str, occurred_at: datetime, name: str = "view", **more: Any) -> Event:
    return Event(event_id, occurred_at, occurred_at.date(), name, **more)


def verdict(kind: str, key: str, day: date, rule: str) -> tuple[Any, ...]:
    return kind, key, day, "bot", "GIVT", rule, "v1"


def any_events(random: Random, *, devices: int) -> list[Event]:
    """Dense enough over four days for some devices never to fall silent, with ties, logins, logouts and campaigns."""
    made = []
    for device in range(devices):
        for no in range(random.randint(1, 40)):
            instant = START + timedelta(minutes=30 * random.randrange(4 * 48))
            user = random.choice([None, None, None, "u1", "u2"])
            name = random.choices(["view", "login", "logout"], [8, 1, 1])[0]
            came_by = random.choice([*[{}] * 5, *MARKS])
            made.append(event(f"{device}/{no}", instant, name, device_id=f"d{device}", user_id=user, **came_by))
    return made


def cut(events: Iterable[Event], *, timeout_s: int) -> list[list[Event]]:
    """The events of each visit, by the definition's own words, one event at a time."""
    timeout, visits = timedelta(seconds=timeout_s), []
    in_order = sorted(events, key=lambda e: (e.device_id, e.occurred_at, e.event_id))
    for _, group in groupby(in_order, lambda e: e.device_id):
        of_device, user = list(group), None
        for before, now in zip([None, *of_device], of_device, strict=False):
            is_new_day = before is not None and before.date < now.date
            if (
                before is None
                or now.occurred_at - before.occurred_at > timeout
                or before.name == "logout"
                or (is_new_day and never_silent(of_device, now.date - timedelta(days=1), timeout))
                or (now.user_id and user and now.user_id != user)
            ):
                visits.append([])
                user = None
            visits[-1].append(now)
            user = now.user_id or user
    return visits


def cut_as_ua(visits: Iterable[list[Event]], *, timezone: str) -> list[list[Event]]:
    """The events of each visit in mode `ua`, from those of mode `ga4`, one event at a time."""
    parts = []
    for visit in visits:
        day = campaign = None
        for now in visit:
            today = now.occurred_at.astimezone(ZoneInfo(timezone)).date()
            comes_by = now.campaign_id if now.channel else None
            if day != today:
                parts.append([])
                day, campaign = today, comes_by
            elif comes_by and comes_by != campaign:
                parts.append([])
                campaign = comes_by
            parts[-1].append(now)
    return parts


def never_silent(events: list[Event], day: date, timeout: timedelta) -> bool:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    instants = [start, *(e.occurred_at for e in events if e.date == day), start + timedelta(days=1)]
    return len(instants) > 2 and all(later - earlier <= timeout for earlier, later in pairwise(instants))
