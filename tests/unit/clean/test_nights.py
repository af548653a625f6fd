"""Rows that arrive on any night, in any order, leave the tables a rebuild would."""

from datetime import date
from functools import partial
from random import Random

import pytest

from clock import at
from tandem.changes import Touched
from tandem.clean import night_of_events, night_of_impressions
from tandem.tables import CAMPAIGNS, EVENTS, FX_RATES, IMPRESSIONS, RAW_EVENTS, RAW_IMPRESSIONS

DAY = date(2026, 3, 10)
URL = "https://shop.example/?utm_source=x&utm_medium=email&utm_campaign=spring"
DELIVERED = [
    (RAW_EVENTS, {"event_id": "e1", "received_at": at("10:00:00"), "delivery_id": "d1", "line_no": 1}),
    (RAW_EVENTS, {"event_id": "e1", "received_at": at("09:00:00"), "delivery_id": "d2", "line_no": 1, "url": URL}),
    (RAW_EVENTS, {"event_id": "e2", "value": 10, "currency": "USD", "delivery_id": "d1", "line_no": 2, "url": URL}),
    (RAW_EVENTS, {"event_id": "e3", "value": 10, "currency": "USD", "delivery_id": "d3", "line_no": 1}),
    (CAMPAIGNS, {"campaign_id": "c1", "name": "Spring", "channel": "Display"}),
    (FX_RATES, {"date": DAY, "currency": "USD", "rate": "0.9"}),
    (RAW_IMPRESSIONS, {"impression_id": "i1", "occurred_at": at("10:00:00"), "delivery_id": "d4", "line_no": 1}),
    (RAW_IMPRESSIONS, {"impression_id": "i1", "occurred_at": at("09:00:00"), "delivery_id": "d5", "line_no": 1}),
]
NIGHTS = {EVENTS: (night_of_events, "event_id"), IMPRESSIONS: (night_of_impressions, "impression_id")}


@pytest.fixture
def nights(spark, raw, of, rules):
    """The clean rows of a table after nights that each bring some of what is delivered."""

    def play(out, *arrivals):
        night, key = NIGHTS[out]
        known, standing = [], []
        for number, arrived in enumerate(arrivals):
            known += arrived
            make = {
                table: raw if table.layer == "raw" else of
                for table in (RAW_EVENTS, RAW_IMPRESSIONS, CAMPAIGNS, FX_RATES)
            }
            tables = {table: made(table, *_rows_of(table, known)) for table, made in make.items()}
            tables[out] = spark.createDataFrame(standing, of(out).schema)
            changed = {t.full_name: made(t, *_rows_of(t, arrived)) for t, made in make.items() if _rows_of(t, arrived)}
            touched = Touched(rows=changed if number else None)
            frame, affected = night(touched, partial(_read, tables), rules)
            replaced = {row[key] for row in affected.keys.collect()} if affected.keys else set()
            standing = [row for row in standing if row[key] not in replaced] + frame.collect()
        ids = [row[key] for row in standing]
        assert len(ids) == len(set(ids))
        return sorted(tuple(str(row[name]) for name in out.content) for row in standing)

    return play


def _read(tables, table, within=None):
    return tables[table] if within is None else within.restrict(tables[table])


def _rows_of(table, delivered):
    return [row for name, row in delivered if name is table]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("out", NIGHTS, ids=lambda table: table.name)
def test_any_order_of_arrival_equals_a_rebuild(nights, out, seed):
    shuffled = Random(seed).sample(DELIVERED, len(DELIVERED))

    assert nights(out, shuffled[:3], shuffled[3:6], shuffled[6:]) == nights(out, DELIVERED)
