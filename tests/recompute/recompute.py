"""The published measures of the simulated company, recomputed by DuckDB from its landing files, without Tandem.

    python tests/recompute/recompute.py LANDING THROUGH

The rules are those of the design, written a second time as SQL; only lists are shared: robots, networks, click ids.
"""

from __future__ import annotations

import ipaddress
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml
from crawleruseragents import is_crawler

HERE = Path(__file__).parent
CONF = HERE.parent.parent / "conf"
CLICK_RULES = ("max_ad_clicks_per_hour", "max_campaigns_per_day", "min_seconds_to_click", "double_click_s")


def recompute(landing: Path, through: date, conf: Path = CONF) -> duckdb.DuckDBPyConnection:
    """A database with rates_by_campaign, credit_by_campaign, sessions and spend, and every step before them."""
    database = duckdb.connect()
    bots, staff, channels = (
        yaml.safe_load((conf / f"{name}.yml").read_text()) for name in ("bots", "staff", "channels")
    )
    for name, value in {
        "landing": str(landing),
        "through": through,
        **{name: bots[name] for name in CLICK_RULES},
        "blind_more_than": bots["clicks_without_impressions"]["more_than"],
        "blind_days_before": bots["clicks_without_impressions"]["days_before"],
        "click_ids": "|".join(channels["click_ids"]),
    }.items():
        database.execute(f"SET VARIABLE {name} = $value", {"value": value})
    scripts = sorted((HERE / "sql").glob("*.sql"))
    database.execute(scripts[0].read_text())
    give_robots(database, bots)
    give_networks(database, [*bots["data_centres"], *staff["networks"]])
    for script in scripts[1:]:
        database.execute(script.read_text())
    return database


def give_robots(database: duckdb.DuckDBPyConnection, bots: dict[str, Any]) -> None:
    """Table robots: the user agents among those delivered that a list knows as robots, or that are no browser's."""
    nothing, browsers = (re.compile("|".join(bots[name]), re.IGNORECASE) for name in ("nothing", "browsers"))
    people, robots = (
        re.compile("|".join(pattern for rule in bots[name] for pattern in rule["patterns"]), re.IGNORECASE)
        for name in ("people", "robots")
    )
    sent = database.execute("SELECT agent FROM sent_events UNION SELECT agent FROM sent_impressions").fetchall()
    agents = [agent for (agent,) in sent if agent]
    found = [
        agent
        for agent in agents
        if not nothing.search(agent)
        and not people.search(agent)
        and (robots.search(agent) or is_crawler(agent) or not browsers.search(agent))
    ]
    database.execute("CREATE TABLE robots AS SELECT unnest($agents::VARCHAR[]) AS agent", {"agents": found})


def give_networks(database: duckdb.DuckDBPyConnection, networks: list[str]) -> None:
    """Table networks: first and last address of each, as numbers."""
    database.execute("CREATE TABLE networks (low BIGINT, high BIGINT)")
    for network in map(ipaddress.ip_network, networks):
        bounds = [int(network.network_address), int(network.broadcast_address)]
        database.execute("INSERT INTO networks VALUES (?, ?)", bounds)


if __name__ == "__main__":
    given = recompute(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
    for table in ("rates_by_campaign", "credit_by_campaign"):
        print(given.sql(f"FROM {table} ORDER BY campaign"))
    print(given.sql("SELECT count(*) AS sessions, sum(events) AS events FROM sessions WHERE NOT is_excluded"))
    print(given.sql("SELECT sum(spend) AS spend FROM spend"))
