"""Short ways to write touches, conversions and people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from tandem.attribution import read_models
from tandem.contract import Table
from tandem.definitions import load_definition
from tandem.shipped import conf_folder
from tandem.tables import CONVERSIONS, PEOPLE, TOUCHES

MODELS = read_models(load_definition(conf_folder() / "attribution_models.yml"))
ALWAYS = {"valid_from": datetime(1900, 1, 1, tzinfo=UTC), "valid_to": datetime(9999, 1, 1, tzinfo=UTC)}


def instant(text: str) -> datetime:
    """`10 09:30` is 2026-03-10 09:30 UTC."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-03-{int(day):02d}T{clock}").replace(tzinfo=UTC)


def touch(id_: str, at: str, device: str, channel: str = "Paid Search", kind: str = "ad_click", **other):
    given = {"touch_id": id_, "kind": kind, "occurred_at": instant(at), "device_id": device, "channel": channel}
    return {**given, "visit_started_at": instant(at), "date": instant(at).date(), "consent": "all", **other}


def conversion(id_: str, at: str, device: str | None, value: int | None = 100, type_: str = "purchase", **other):
    given = {"conversion_id": id_, "type": type_, "occurred_at": instant(at), "device_id": device}
    worth = None if value is None else Decimal(value)
    return {**given, "date": instant(at).date(), "value": worth, "status": "confirmed", **other}


def person(id_: str, person_id: str, id_type: str = "device", **other):
    return {"id": id_, "id_type": id_type, "person_id": person_id, "known_from": date(2026, 3, 1), **ALWAYS, **other}


def frame(spark, table: Table, rows: list[dict]):
    """A frame of the contract's columns; what a row does not say is null."""
    full = [tuple(row.get(name) for name in table.column_names) for row in rows]
    return spark.createDataFrame(full, table.promise)


def frames(spark, touches, conversions, people=()):
    return frame(spark, TOUCHES, touches), frame(spark, CONVERSIONS, conversions), frame(spark, PEOPLE, list(people))
