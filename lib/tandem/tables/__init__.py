"""One contract per table, in the order of the flow."""

from tandem.contract import Table
from tandem.tables.attribution import (
    CREDITS,
    JOURNEYS,
    NO_TOUCH,
    PATHS,
    REMOVED,
    RESTATEMENTS,
    RETURNS,
    RULE_MODELS,
)
from tandem.tables.bridge import BRIDGE, WATERFALLS
from tandem.tables.clean import EVENTS, IMPRESSIONS, LEDGER, VERDICTS
from tandem.tables.clean_conversions import CONVERSIONS, WITNESSES
from tandem.tables.clean_states import AD_REPORTS, CAMPAIGNS, CREATIVES, FX_RATES
from tandem.tables.deliveries import DELIVERIES, QUARANTINE
from tandem.tables.diagnosis import CAUSES, QUADRANTS, TRANSITIONS
from tandem.tables.fits import DISAGREEMENT, EFFECTS
from tandem.tables.governance import BOOKS, HOLDS
from tandem.tables.identity import EDGES, PEOPLE
from tandem.tables.leads import LEAD_STAGES, LEADS
from tandem.tables.metrics import COHORT_NAMES, COHORTS, DAYS, DIMENSION_NAMES, OUTCOMES
from tandem.tables.models import EVALUATIONS, PREDICTIONS
from tandem.tables.pseudonyms import KEYED_KINDS, PSEUDONYMS
from tandem.tables.rates import COMPANY, LIMITS, RATES, READINGS
from tandem.tables.raw import (
    DELIVERY_COLUMNS,
    RAW_AD_REPORTS,
    RAW_CAMPAIGNS,
    RAW_CREATIVES,
    RAW_EVENTS,
    RAW_FX_RATES,
    RAW_IMPRESSIONS,
    RAW_LEADS,
    RAW_ORDERS,
    SET_ASIDE_COLUMNS,
)
from tandem.tables.scorecard import CELLS
from tandem.tables.sessions import SESSIONS
from tandem.tables.visits import TOUCHES, VISITS

FEEDS: tuple[Table, ...] = (
    RAW_EVENTS,
    RAW_IMPRESSIONS,
    RAW_AD_REPORTS,
    RAW_ORDERS,
    RAW_LEADS,
    RAW_CAMPAIGNS,
    RAW_CREATIVES,
    RAW_FX_RATES,
)

TABLES: tuple[Table, ...] = (
    *FEEDS,
    QUARANTINE,
    DELIVERIES,
    EVENTS,
    IMPRESSIONS,
    VERDICTS,
    LEADS,
    CONVERSIONS,
    WITNESSES,
    AD_REPORTS,
    CAMPAIGNS,
    CREATIVES,
    FX_RATES,
    LEDGER,
    VISITS,
    TOUCHES,
    EDGES,
    PEOPLE,
    SESSIONS,
    JOURNEYS,
    CREDITS,
    RESTATEMENTS,
    RETURNS,
    PATHS,
    EFFECTS,
    DISAGREEMENT,
    DAYS,
    OUTCOMES,
    COHORTS,
    RATES,
    LIMITS,
    READINGS,
    LEAD_STAGES,
    BRIDGE,
    PREDICTIONS,
    EVALUATIONS,
    QUADRANTS,
    TRANSITIONS,
    CAUSES,
    BOOKS,
    HOLDS,
    CELLS,
)

# What tells that credit changed, and why: consent is taken back of rows of clean.events and clean.impressions.
RESTATED_BY: tuple[Table, ...] = (JOURNEYS, CREDITS, CONVERSIONS, TOUCHES, PEOPLE, EVENTS, IMPRESSIONS)

__all__ = [
    "AD_REPORTS",
    "BOOKS",
    "BRIDGE",
    "CAMPAIGNS",
    "CAUSES",
    "CELLS",
    "COHORTS",
    "COHORT_NAMES",
    "COMPANY",
    "CONVERSIONS",
    "CREATIVES",
    "CREDITS",
    "DAYS",
    "DELIVERIES",
    "DELIVERY_COLUMNS",
    "DIMENSION_NAMES",
    "DISAGREEMENT",
    "EDGES",
    "EFFECTS",
    "EVALUATIONS",
    "EVENTS",
    "FEEDS",
    "FX_RATES",
    "HOLDS",
    "IMPRESSIONS",
    "JOURNEYS",
    "KEYED_KINDS",
    "LEADS",
    "LEAD_STAGES",
    "LEDGER",
    "LIMITS",
    "NO_TOUCH",
    "OUTCOMES",
    "PATHS",
    "PEOPLE",
    "PREDICTIONS",
    "PSEUDONYMS",
    "QUADRANTS",
    "QUARANTINE",
    "RATES",
    "RAW_AD_REPORTS",
    "RAW_CAMPAIGNS",
    "RAW_CREATIVES",
    "RAW_EVENTS",
    "RAW_FX_RATES",
    "RAW_IMPRESSIONS",
    "RAW_LEADS",
    "RAW_ORDERS",
    "READINGS",
    "REMOVED",
    "RESTATED_BY",
    "RESTATEMENTS",
    "RETURNS",
    "RULE_MODELS",
    "SESSIONS",
    "SET_ASIDE_COLUMNS",
    "TABLES",
    "TOUCHES",
    "TRANSITIONS",
    "VERDICTS",
    "VISITS",
    "WATERFALLS",
    "WITNESSES",
    "Table",
]
