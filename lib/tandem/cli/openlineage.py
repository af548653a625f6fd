"""An explanation as OpenLineage run events: START and COMPLETE of each write behind the cell, oldest first.

The format is https://openlineage.io/spec/2-0-2/OpenLineage.json; each event stands on a line of its own.
Both events of a write bear the instant of its commit, the only one that the log knows.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tandem.cli.ancestry import Step
from tandem.cli.explained import Explanation

SPEC = "https://openlineage.io/spec"
RUN_EVENT = f"{SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
FACETS = {
    "inputStatistics": "1-0-0/InputStatisticsInputDatasetFacet",
    "outputStatistics": "1-0-2/OutputStatisticsOutputDatasetFacet",
    "sql": "1-0-1/SQLJobFacet",
    "tags": "1-0-0/TagsRunFacet",
    "version": "1-0-0/DatasetVersionDatasetFacet",
}
PRODUCER = "urn:tandem"
Json = dict[str, Any]


def as_events(said: Explanation, *, lake: Path, landing: Path) -> str:
    """The events of all writes behind the cell, and of its own, as lines of JSON."""
    files: defaultdict[str, list[Json]] = defaultdict(list)
    for each in said.files:
        files[f"raw.{each['feed']}"].append(file_read(each, landing))
    steps = sorted((said.published, *said.steps), key=lambda step: (step.committed_at, step.table))
    ended = [event(step, said, lake, files=files.get(step.table, [])) for step in steps]
    events = (each for end in ended for each in (start_of(end), end))
    return "\n".join(json.dumps(each, sort_keys=True) for each in events)


def start_of(end: Json) -> Json:
    """The event that must come before: the same run and job, nothing read or written yet."""
    return {**end, "eventType": "START", "inputs": [], "outputs": []}


def event(step: Step, said: Explanation, lake: Path, *, files: Sequence[Json]) -> Json:
    """One write: its run and job, the tables or files that it read, and the table."""
    tags = [{"key": name, "value": hash_, "source": "TANDEM"} for name, hash_ in sorted(step.definitions.items())]
    is_cell = step.key == said.published.key
    return {
        "eventType": "COMPLETE",
        "eventTime": step.committed_at,
        "producer": PRODUCER,
        "schemaURL": RUN_EVENT,
        "run": {"runId": run_id(step), "facets": {"tags": facet("tags", tags=tags)}},
        "job": {
            "namespace": "tandem",
            "name": f"{step.job}.{step.table}",
            "facets": {"sql": facet("sql", query=query(said))} if is_cell else {},
        },
        "inputs": [*(table_read(name, at, said, lake) for name, at in sorted(step.inputs.items())), *files],
        "outputs": [table_written(step, lake)],
    }


def table_read(name: str, version: int, said: Explanation, lake: Path) -> Json:
    """A table as input, with its version, and its rows where they were counted."""
    rows = said.rows.get((name, version))
    counted = {} if rows is None else {"inputStatistics": facet("inputStatistics", rowCount=rows)}
    return dataset(name, lake) | {"facets": versioned(version), "inputFacets": counted}


def table_written(step: Step, lake: Path) -> Json:
    """A table as output, with the version and the rows of this write."""
    statistics = facet("outputStatistics", rowCount=step.rows_written)
    return dataset(step.table, lake) | {
        "facets": versioned(step.version),
        "outputFacets": {"outputStatistics": statistics},
    }


def file_read(delivery: Mapping[str, Any], landing: Path) -> Json:
    """A delivered file as input; its version is the hash of its content."""
    counted = facet("inputStatistics", rowCount=delivery["rows"], fileCount=1)
    return {
        "namespace": "file",
        "name": str(landing / delivery["path"]),
        "facets": versioned(delivery["content_hash"]),
        "inputFacets": {"inputStatistics": counted},
    }


def dataset(table: str, lake: Path) -> Json:
    """A table by its folder, as OpenLineage names local files."""
    layer, _, name = table.partition(".")
    return {"namespace": "file", "name": str(lake / layer / name)}


def versioned(version: int | str) -> Json:
    """The facet of a version."""
    return {"version": facet("version", datasetVersion=str(version))}


def facet(name: str, **content: Any) -> Json:
    """A facet of the standard by its name."""
    schema = FACETS[name]
    return {"_producer": PRODUCER, "_schemaURL": f"{SPEC}/facets/{schema}.json#/$defs/{schema[6:]}", **content}


def run_id(step: Step) -> str:
    """A UUID of this write: one run of ours writes many tables, and a run of the standard has one job."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"tandem/{step.run_id}/{step.table}/{step.write}"))


def query(said: Explanation) -> str:
    """The formula as a query."""
    where = f" WHERE {said.formula.where}" if said.formula.where else ""
    return f"SELECT {said.formula.sql} FROM {said.formula.source}{where}"
