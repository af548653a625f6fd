"""How well robots are told from people, on real user agents that are not the list's own examples."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from crawleruseragents import is_crawler

from tandem.clean.agents import agent_judge
from tandem.definitions import load_definition
from tandem.shipped import conf_folder

AGENTS = Path(__file__).parents[3] / "shared" / "data" / "bots" / "user_agents.parquet"


@pytest.mark.skipif(not AGENTS.exists(), reason="shared/data/bots is not here")
def test_three_quarters_of_unlisted_robots_are_found_at_one_per_cent_of_browsers():
    agents = pd.read_parquet(AGENTS)
    judge = agent_judge(load_definition(conf_folder() / "bots.yml"))
    called = agents.assign(ours=[judge(agent) is not None for agent in agents.ua], listed=agents.ua.map(is_crawler))
    shares = called.groupby("source")[["ours", "listed"]].mean()

    print(f"\nshare called a robot\n{shares.round(4).to_string()}")
    assert shares.ours["isbot_crawlers"] >= 0.75
    assert shares.ours["isbot_browsers"] <= 0.01
    assert shares.ours["monperrus_instances"] >= 0.99
