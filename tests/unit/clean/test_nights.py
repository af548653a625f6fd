"""Rows that arrive on any night, in any order, leave the tables a rebuild would."""

from datetime import date, timedelta
from functools import partial
from random import Random

import pytest

from clock import at
from tandem.changes import Touched
from tandem.clean import night_of_events, night_of_impressions, night_of_verdicts
from tandem.tables import CAMPAIGNS, EVENTS, FX_RATES, IMPRESSIONS, RAW_EVENTS, RAW_IMPRESSIONS, VERDICTS

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


def more_seeds(*seeds):
    return [pytest.param(seed, marks=pytest.mark.soak) for seed in seeds]


@pytest.mark.parametrize("seed", [1, *more_seeds(2, 3)])
@pytest.mark.parametrize("out", NIGHTS, ids=lambda table: table.name)
def test_any_order_of_arrival_equals_a_rebuild(nights, out, seed):
    shuffled = Random(seed).sample(DELIVERED, len(DELIVERED))

    assert nights(out, shuffled[:3], shuffled[3:6], shuffled[6:]) == nights(out, DELIVERED)


EIGHT_DAYS, SECOND = timedelta(days=8), timedelta(seconds=1)
FLOOD = [{"event_id": f"flood{n}", "ip_key": "i", "occurred_at": at("23:59:50") + n * SECOND} for n in range(21)]
CLICKS = [{"event_id": f"click{n}", "device_id": "d", "occurred_at": at(f"0{n}:00:00")} for n in range(6)]
LATE = {"device_id": "x", "creative_id": "r"}
FACTS = [
    *((EVENTS, click) for click in FLOOD + CLICKS),
    (EVENTS, {"event_id": "twice", "device_id": "d", "occurred_at": at("05:00:30")}),
    (IMPRESSIONS, {"impression_id": "i1", "device_id": "other", "occurred_at": at("09:00:00")}),
    (IMPRESSIONS, {"impression_id": "i2", "device_id": "d", "occurred_at": at("23:00:00", "2026-03-09")}),
    (EVENTS, {"event_id": "late", **LATE, "occurred_at": at("00:00:00.200") - EIGHT_DAYS}),
    (IMPRESSIONS, {"impression_id": "i3", **LATE, "occurred_at": at("23:59:59.900", "2026-03-01")}),
]


@pytest.mark.parametrize("seed", [1, *more_seeds(2, 3, 4)])
def test_verdicts_of_any_order_of_arrival_equal_those_of_a_rebuild(of, rules, seed):
    def play(*arrivals):
        known, standing = [], []
        for number, arrived in enumerate(arrivals):
            known += arrived
            changed = {t.full_name: made(t, arrived) for t in (EVENTS, IMPRESSIONS) if _rows_of(t, arrived)}
            read = partial(_within, {table: made(table, known) for table in (EVENTS, IMPRESSIONS)})
            frame, affected = night_of_verdicts(Touched(rows=changed if number else None), read, rules)
            days = {row["date"] for row in affected.keys.collect()} if affected.keys else None
            kept = [row for row in standing if days is not None and row["date"] not in days]
            standing = kept + VERDICTS.conform(frame).collect()
        return sorted(tuple(row) for row in standing)

    def made(table, facts):
        rows = ({"name": "ad_click", "campaign_id": "c", **row} for row in _rows_of(table, facts))
        return of(table, *({**row, "date": row["occurred_at"].date()} for row in rows))

    shuffled = Random(seed).sample(FACTS, len(FACTS))
    rebuilt = play(FACTS)

    assert play(shuffled[:9], shuffled[9:18], shuffled[18:]) == rebuilt
    assert {(row[0], row[1], row[5]) for row in rebuilt} == {
        ("ip_key", "i", "click_flood"), ("device_id", "d", "cleared"),
        ("event_id", "twice", "double_click"), ("device_id", "x", "fast_click"),
    }  # fmt: skip


def _within(tables, table, within=None):
    return within.restrict(tables[table]) if within else tables[table]
