"""User agents of robots among rows: `tandem.agents` on Arrow batches, so that a night and the command judge alike."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from tandem.agents import BOT, judge_agents
from tandem.definitions import Definition


def judged(agents: DataFrame, bots: Definition) -> DataFrame:
    """Rows of `agents` whose `user_agent` is a robot's, with `rule`."""

    def judge_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return (robots_in(batch, bots) for batch in batches)

    schema = agents.schema.simpleString().removeprefix("struct<").removesuffix(">")
    return agents.mapInArrow(judge_batches, f"{schema},rule:string")


def robots_in(batch: pa.RecordBatch, bots: Definition) -> pa.RecordBatch:
    """Rows of `batch` whose `user_agent` is a robot's, with `rule` as the last column."""
    verdicts = judge_agents(batch["user_agent"], bots)
    table = pa.RecordBatch.from_arrays([*batch.columns, verdicts.field("rule")], [*batch.schema.names, "rule"])
    return table.filter(pc.equal(verdicts.field("verdict"), BOT))
