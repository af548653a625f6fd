"""Short ways to write visits, and the sessions made of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from clock import at
from tandem.config import SessionsConfig
from tandem.sessions import build_sessions
from tandem.tables import PEOPLE, SESSIONS, VISITS

CONF, BERLIN = SessionsConfig(), "Europe/Berlin"


class Visit(NamedTuple):
    visit_id: str
    first_event_id: str
    device_id: str
    strong_id: str | None
    started_at: datetime
    ended_at: datetime
    date: date
    logged_out: bool = False
    event_count: int = 1
    view_count: int = 1
    ad_click_count: int = 0
    conversion_count: int = 0
    value: Decimal = Decimal(0)
    channel: str = "Direct"
    campaign_id: str | None = None
    creative_id: str | None = None
    placement: str | None = None
    landing_page: str | None = None
    device_class: str = "desktop"
    consent: str = "all"
    is_opened_by_click: bool = False
    is_runaway: bool = False
    excluded_by: str | None = None


def visit(visit_id, start, end=None, who="u1", device="d1", day="2026-03-10", **more):
    start, end = at(start, day), at(end or start, day)
    return Visit(visit_id, f"e{visit_id}", device, who, start, end, start.date(), **more)


def sessions_of(make, visits, people=(), mode="ga4"):
    known = make(PEOPLE.schema, *people)
    frame = build_sessions(make(VISITS.promise, *visits), known, CONF, mode=mode, timezone=BERLIN)
    return SESSIONS.conform(frame).collect()
