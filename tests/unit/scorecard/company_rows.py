"""A small company: the tables that a scorecard is made from, row by row."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tandem.scorecard.coverage import Coverage
from tandem.tables import (
    BOOKS,
    CAMPAIGNS,
    DAYS,
    DELIVERIES,
    DISAGREEMENT,
    EFFECTS,
    LEDGER,
    LIMITS,
    QUADRANTS,
    RATES,
    RESTATEMENTS,
    RETURNS,
    RULE_MODELS,
    TRANSITIONS,
)

NIGHT = date(2026, 3, 28)
INPUTS = (
    DAYS, RATES, LIMITS, QUADRANTS, TRANSITIONS, RETURNS, RESTATEMENTS,
    EFFECTS, DISAGREEMENT, LEDGER, CAMPAIGNS, BOOKS, DELIVERIES
)  # fmt: skip
NOTHING_MISSING = Coverage({}, ())


def schema(table):
    return ", ".join(f"`{column.name}` {column.type}" for column in table.columns)


def row_of(table, **known):
    blank = {"string": "", "double": 0.0, "bigint": 0, "int": 0, "decimal(18,6)": Decimal(0)}
    return tuple(known.get(column.name, blank.get(column.type)) for column in table.columns)


def company(rows, **given):
    """Tables of a company with what is given, the others empty."""
    return {table.full_name: rows(schema(table), *given.get(table.name, [])) for table in INPUTS}


def two_days():
    """Two days inside the period and one before it, of one campaign."""
    days = [
        row_of(DAYS, date=day, source=source, basis="own", campaign_id="c1", spend=None, **counts)
        for day in (NIGHT, NIGHT - timedelta(days=27), NIGHT - timedelta(days=28))
        for source, counts in (
            ("impressions", {"impressions": 500}),
            ("clicks", {"ad_clicks": 8}),
            ("sessions", {"sessions": 10, "bounces": 4, "engaged": 6}),
            ("conversions", {"conversions": 2.0, "value": Decimal(90), "refunds": Decimal(10)}),
        )
    ]
    credit = {"basis": "conversion", "channel": "Display", "campaign_id": "c1", "conversions": 1.0, "value": 60.0}
    returns = [row_of(RETURNS, model=model, date=NIGHT, spend=Decimal(20), **credit) for model in RULE_MODELS]
    rate = {"through": NIGHT, "window_days": 28, "phi": 1.0, "completeness": 0.9, "low": 0.01, "high": 0.03}
    rates = [
        row_of(
            RATES, level=level, entity=entity, measure=measure, successes=16.0, trials=1000.0, smoothed=0.017, **rate
        )
        for level, entity in (("channel", "Display"), ("campaign", "c1"))
        for measure in ("ctr", "cr")
    ]
    quadrants = [row_of(QUADRANTS, through=NIGHT, campaign_id="c1", campaign_name="<Spring> & Co", quadrant="harmony")]
    ledger = [("events", NIGHT, "kept", "kept", 90), ("events", NIGHT, "aside", "bot", 10)]
    books = [(NIGHT, "spend in = spend out", "all", 20.0, 20.0, 1e-6, True)]
    return {
        "days": days,
        "returns": returns,
        "rates": rates,
        "quadrants": quadrants,
        "ledger": ledger,
        "campaigns": [("c1", "<Spring> & Co", "google", "", "Display", "")],
        "books": books,
    }
