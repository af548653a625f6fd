"""A lake's tables as frames, for the comparison with the truth: the one place where it reads them."""

from __future__ import annotations

import pandas as pd

from tandem.clean.keys import id_keys
from tandem.columns.verdicts import CLEARED
from tandem.lake import Lake
from tandem.metrics.lead_stages import place_leads
from tandem.tables import (
    AD_REPORTS,
    CAUSES,
    CONVERSIONS,
    CREDITS,
    EFFECTS,
    EVENTS,
    IMPRESSIONS,
    LEAD_STAGES,
    LEADS,
    LEDGER,
    PEOPLE,
    QUADRANTS,
    RATES,
    READINGS,
    RULE_MODELS,
    SESSIONS,
    VERDICTS,
    VISITS,
    WITNESSES,
    Table,
)
from tandem.truth import Measured
from tandem.truth.frames import frame

FITTED = ("type", "level", "model", "channel", "campaign_id", "conversions", "period_from", "period_to")
OWNED = ("id", "id_type", "valid_from", "valid_to", "person_id", "basis", "score")
STEPPED = ("level", "entity", "step", "window_days", "smoothed", "low", "high")
BY_PLACE_OR_SEGMENT = "reading = 'cohort' AND part RLIKE '^(region|audience)='"
READ = ("level", "entity", "measure", "part", "value", "low", "high", "verdict", "from_date")
JUDGED = ("date", "device_id", "agent_id", "ip_key", "ip_network")


def read_measured(lake: Lake) -> Measured:
    """What the lake's last night holds.

    Its events and impressions come into this process, 0.7 kB each: 0.3 GB for 2,500 people and 30 days.
    """
    identity = lake.conf.identity
    tonight = f"through = DATE'{lake.through}'"
    return Measured(
        events=told(lake, EVENTS, "event_id", "name", "occurred_at", "user_id", "email_id", *JUDGED),
        impressions=told(lake, IMPRESSIONS, "impression_id", *JUDGED),
        verdicts=told(lake, VERDICTS, "kind", "key", "date", "rule", where=f"rule <> '{CLEARED}'"),
        conversions=told(lake, CONVERSIONS, "type", "order_id", "status"),
        witnesses=told(lake, WITNESSES, *WITNESSES.column_names, where="excluded_by IS NULL AND order_only = 0"),
        ad_reports=told(lake, AD_REPORTS, "platform", "currency", "spend_original"),
        ledger=told(lake, LEDGER, "feed", "rows"),
        visits=told(lake, VISITS, "visit_id", "first_event_id", "device_id", "strong_id", "started_at"),
        people=told(lake, PEOPLE, *OWNED, where="known_to IS NULL"),
        sessions=told(lake, SESSIONS, "session_id", "ended_at"),
        credits=told(lake, CREDITS, "type", "channel", "campaign_id", *RULE_MODELS),
        effects=told(lake, EFFECTS, *FITTED, where=f"{tonight} AND is_chosen AND not_offered IS NULL"),
        rates=told(lake, RATES, *RATES.column_names, where=tonight),
        cohorts=told(lake, READINGS, *READ, where=f"{tonight} AND {BY_PLACE_OR_SEGMENT}"),
        quadrants=told(lake, QUADRANTS, "campaign_id", "quadrant", where=tonight),
        causes=told(lake, CAUSES, "campaign_id", "axis", "rank", "kind", "name", "status", where=tonight),
        lead_stages=told(lake, LEAD_STAGES, *STEPPED, where=f"{tonight} AND step <> ''"),
        leads=placed_leads(lake),
        models=RULE_MODELS,
        carry_days=identity.carry_days,
        backfill_days=identity.backfill_days,
        keys=id_keys(lake.conf.is_simulated),
    )


def placed_leads(lake: Lake) -> pd.DataFrame:
    """One row a lead that counts, with channel and campaign of its last touch that was not direct."""
    placed = place_leads(lake.read(LEADS), lake.read(CREDITS)).where("rank = 1")
    return frame(placed.select("lead_id", "channel", placed["campaign"].alias("campaign_id")).toArrow())


def told(lake: Lake, table: Table, *columns: str, where: str = "true") -> pd.DataFrame:
    """Columns of the rows of `table` that meet a condition."""
    return frame(lake.read(table).where(where).select(*columns).toArrow())
