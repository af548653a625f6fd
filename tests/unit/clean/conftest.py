"""Rows as delivered with only the columns a test cares about, and the rules that ship with Tandem."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import DecimalType, StructField

from clock import at
from tandem.clean import Rules
from tandem.config import CleanConfig, ReportingConfig
from tandem.contract import Table
from tandem.definitions import load_definition
from tandem.shipped import conf_folder
from tandem.tables import RAW_EVENTS, RAW_IMPRESSIONS, RAW_LEADS, RAW_ORDERS

DAY = date(2026, 3, 10)
NEEDED: dict[str, dict[str, Any]] = {
    RAW_EVENTS.name: {"event_id": "e1", "name": "view", "received_at": at("10:00:00")},
    RAW_IMPRESSIONS.name: {"impression_id": "i1", "occurred_at": at("10:00:00"), "campaign_id": "c1"},
    RAW_ORDERS.name: {"order_id": "o1", "occurred_at": at("10:00:00"), "value": 100, "currency": "EUR"},
    RAW_LEADS.name: {"lead_id": "l1", "stage": "lead", "occurred_at": at("10:00:00")},
}


@pytest.fixture(scope="session")
def of(spark: SparkSession) -> Callable[..., DataFrame]:
    """`of(RAW_EVENTS, {"event_id": "e1"}, ...)`: rows of a table, null where nothing is said."""

    def make(table: Table, *rows: dict[str, Any]) -> DataFrame:
        schema = table.promise
        return spark.createDataFrame(
            [tuple(_value(row.get(field.name), field) for field in schema) for row in rows], schema
        )

    return make


@pytest.fixture
def raw(of: Callable[..., DataFrame]) -> Callable[..., DataFrame]:
    """The same for a feed, with the required columns and places 1, 2, ... in the delivery `d1`."""

    def make(table: Table, *rows: dict[str, Any]) -> DataFrame:
        return of(table, *({**_place(number), **NEEDED[table.name], **row} for number, row in enumerate(rows, 1)))

    return make


def _value(value: Any, field: StructField) -> Any:
    """Amounts may be written as whole numbers."""
    return Decimal(value) if isinstance(field.dataType, DecimalType) and value is not None else value


def _place(number: int) -> dict[str, Any]:
    return {"delivery_id": "d1", "line_no": number, "delivery_date": DAY}


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The definitions in conf/, with the simulated company's key, on the night of the test day."""
    definitions = {
        name: load_definition(conf_folder() / f"{name}.yml") for name in ("channels", "bots", "staff", "leads")
    }
    return Rules((b"simulated",), **definitions, clean=CleanConfig(), reporting=ReportingConfig(), through=DAY)
