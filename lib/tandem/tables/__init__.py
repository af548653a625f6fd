"""One contract per table, in the order of the flow."""

from tandem.contract import Table
from tandem.tables.attribution import (
    CREDITS,
    JOURNEYS,
    PATHS,
    REMOVED,
    RESTATEMENTS,
    RETURNS,
    RULE_MODELS,
)
from tandem.tables.bridge import BRIDGE, WATERFALLS
from tandem.tables.clean import (
    AD_REPORTS,
    CAMPAIGNS,
    CONVERSIONS,
    CREATIVES,
    EVENTS,
    FX_RATES,
    IMPRESSIONS,
    LEDGER,
    VERDICTS,
    WITNESSES,
)
from tandem.tables.diagnosis import CAUSES, QUADRANTS, TRANSITIONS
from tandem.tables.fits import DISAGREEMENT, EFFECTS
from tandem.tables.governance import BOOKS, HOLDS
from tandem.tables.identity import EDGES, PEOPLE
from tandem.tables.metrics import COMPANY, DAYS, DIMENSION_NAMES, LIMITS, OUTCOMES, RATES, READINGS
from tandem.tables.models import EVALUATIONS, PREDICTIONS
from tandem.tables.pseudonyms import KEYED_KINDS, PSEUDONYMS
from tandem.tables.raw import (
    DELIVERIES,
    DELIVERY_COLUMNS,
    QUARANTINE,
    RAW_AD_REPORTS,
    RAW_CAMPAIGNS,
    RAW_CREATIVES,
    RAW_EVENTS,
    RAW_FX_RATES,
    RAW_IMPRESSIONS,
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
    RATES,
    LIMITS,
    READINGS,
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

# What credit is made from, and the rows of a touch or conversion whose consent was taken back.
CREDITED_BY: tuple[Table, ...] = (TOUCHES, CONVERSIONS, PEOPLE, EVENTS, IMPRESSIONS)

__all__ = [
    "AD_REPORTS",
    "BOOKS",
    "BRIDGE",
    "CAMPAIGNS",
    "CAUSES",
    "CELLS",
    "COMPANY",
    "CONVERSIONS",
    "CREATIVES",
    "CREDITED_BY",
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
    "LEDGER",
    "LIMITS",
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
    "RAW_ORDERS",
    "READINGS",
    "REMOVED",
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
