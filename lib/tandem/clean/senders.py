"""Who sent a row: the columns that every row of a browser or app has alike, pseudonymous."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from tandem.clean.devices import device_class, ip_network
from tandem.clean.identifiers import given, identifier
from tandem.clean.rules import Rules
from tandem.columns.ids import agent_id, pseudonym


def sender(rules: Rules) -> dict[str, Column]:
    """Columns by name, of a row as sent."""
    return {
        "device_id": identifier("device_id", kind="device", rules=rules),
        "ip_key": pseudonym(given("ip"), kind="ip", keys=rules.keys),
        "ip_network": ip_network(given("ip")),
        "agent_id": agent_id(F.col("user_agent")),
        "device_class": device_class(F.col("user_agent")),
    }


def region() -> Column:
    """Country or region as sent, in upper case; never looked up by address."""
    return F.upper(given("region"))
