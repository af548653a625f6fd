"""Who sent a row: the columns that every row of a browser or app has alike, pseudonymous."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.clean.devices import device_class, ip_network
from tandem.clean.identifiers import given, identifier
from tandem.clean.rules import Rules
from tandem.columns.ids import agent_id, pseudonym

MOST_AGENTS = 100_000  # that are handed to every task; a row of another is read by itself


def sender(rules: Rules) -> dict[str, Column]:
    """Columns by name, of a row as sent, but those of its user agent."""
    return {
        "device_id": identifier("device_id", kind="device", rules=rules),
        "ip_key": pseudonym(given("ip"), kind="ip", keys=rules.keys),
        "ip_network": ip_network(given("ip")),
    }


def with_agents(rows: DataFrame, raw: DataFrame) -> DataFrame:
    """`rows` with `agent_id` and `device_class`, read once for each user agent of `raw` and not for each row."""
    agent = F.col("user_agent")
    read = {"agent_id": agent_id(agent), "device_class": device_class(agent)}
    agents = raw.select(agent).where(agent.isNotNull()).distinct().limit(MOST_AGENTS)
    known = agents.select(agent, *(column.alias(f"known_{name}") for name, column in read.items()))
    looked_up = rows.join(F.broadcast(known), on="user_agent", how="left")
    return looked_up.withColumns({name: F.coalesce(f"known_{name}", column) for name, column in read.items()})


def region() -> Column:
    """Country or region as sent, in upper case; never looked up by address."""
    return F.upper(given("region"))
