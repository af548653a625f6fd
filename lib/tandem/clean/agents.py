"""Is this user agent a person's browser? Judged on the text alone, once per distinct agent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import pyarrow as pa
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from pyspark.sql import DataFrame

from tandem.definitions import Definition

LIST_VERSION = "crawler-user-agents 1.67.0"
LIST_RULE = "crawler_list"
CACHED = 100_000  # agents; one agent comes back on many days


def agent_judge(bots: Definition) -> Callable[[str], str | None]:
    """A function from a user agent to the rule that calls it a robot; None: no rule does."""
    people = re.compile("|".join(bots.body["people"]), re.IGNORECASE)
    rules = [(each["rule"], re.compile("|".join(each["patterns"]), re.IGNORECASE)) for each in bots.body["robots"]]
    listed = re.compile("|".join(each["pattern"] for each in CRAWLER_USER_AGENTS_DATA))

    @lru_cache(maxsize=CACHED)
    def judge(agent: str) -> str | None:
        if people.search(agent):
            return None
        own = (rule for rule, pattern in rules if pattern.search(agent))
        return next(own, LIST_RULE if listed.search(agent) else None)

    return judge


def judged(agents: DataFrame, bots: Definition) -> DataFrame:
    """Rows of `agents` whose `user_agent` is a robot's, with `rule`."""

    def judge_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        judge = agent_judge(bots)
        for batch in batches:
            rules = pa.array([judge(agent) for agent in batch["user_agent"].to_pylist()], pa.string())
            table = pa.RecordBatch.from_arrays([*batch.columns, rules], [*batch.schema.names, "rule"])
            yield table.filter(rules.is_valid())

    schema = agents.schema.simpleString().removeprefix("struct<").removesuffix(">")
    return agents.mapInArrow(judge_batches, f"{schema},rule:string")
