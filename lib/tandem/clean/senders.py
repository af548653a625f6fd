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
    """Columns by name, of a row as sent that has passed `with_agents`."""
    agent = F.col("user_agent")
    return {
        "device_id": identifier("device_id", kind="device", rules=rules),
        "ip_key": pseudonym(given("ip"), kind="ip", keys=rules.keys),
        "ip_network": ip_network(given("ip")),
        "agent_id": F.coalesce("known_agent_id", agent_id(agent)),
        "device_class": F.coalesce("known_device_class", device_class(agent)),
    }


def with_agents(rows: DataFrame, raw: DataFrame) -> DataFrame:
    """`rows` with what is known of their user agent, read once for each agent of `raw` and not for each row."""
    agent = F.col("user_agent")
    known = raw.select(agent).where(agent.isNotNull()).distinct().limit(MOST_AGENTS)
    read = known.select(agent, agent_id(agent).alias("known_agent_id"), device_class(agent).alias("known_device_class"))
    return rows.join(F.broadcast(read), on="user_agent", how="left")


def region() -> Column:
    """Country or region as sent, in upper case; never looked up by address."""
    return F.upper(given("region"))
