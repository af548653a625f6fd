"""Delivered rows become events, impressions, conversions and spend that may be trusted; every exclusion is counted."""

from tandem.clean.conversions import overdue
from tandem.clean.keys import id_keys, key_checks
from tandem.clean.leads import night_of_leads
from tandem.clean.ledger_night import LEDGER_INPUTS, night_of_ledger
from tandem.clean.nights import (
    night_of_ad_reports,
    night_of_conversions,
    night_of_events,
    night_of_impressions,
    night_of_verdicts,
)
from tandem.clean.rules import Rules
from tandem.clean.states import STATES, build_states
from tandem.clean.witnesses import night_of_witnesses

__all__ = [
    "LEDGER_INPUTS",
    "STATES",
    "Rules",
    "build_states",
    "id_keys",
    "key_checks",
    "night_of_ad_reports",
    "night_of_conversions",
    "night_of_events",
    "night_of_impressions",
    "night_of_leads",
    "night_of_ledger",
    "night_of_verdicts",
    "night_of_witnesses",
    "overdue",
]
