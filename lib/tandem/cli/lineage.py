"""Where a table came from, read from its Delta log alone: no Spark, no Java."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tandem.contract import Table
from tandem.errors import UsageError
from tandem.tables import TABLES


def tree(table: Table, lake: Path) -> str:
    """What the last write of `table` says of itself, and below it the same of each input."""
    if (marker := last_marker(lake, table)) is None:
        raise UsageError(f"lineage: no {table.full_name} in {lake}")
    return "\n".join(branch(table, marker, lake, depth=0))


def branch(table: Table, marker: dict[str, Any], lake: Path, *, depth: int) -> list[str]:
    """One line of the table, one of its definitions, and the branches of its inputs."""
    indent = "    " * depth
    lines = [f"{indent}{table.full_name}  {said(marker)}"]
    lines += [f"{indent}    by {name} {digest}" for name, digest in sorted(marker["definitions"].items())]
    known = {each.full_name: each for each in TABLES}
    for name, position in sorted(marker["inputs"].items()):
        above = last_marker(lake, known[name]) if name in known else None
        if above is None:
            lines.append(f"{indent}    {name}  write={position['write']} version={position['version']}")
        else:
            lines += branch(known[name], above, lake, depth=depth + 1)
    return lines


def said(marker: dict[str, Any]) -> str:
    """A commit's own words, as key=value."""
    return " ".join(f"{key}={marker[key]}" for key in ("write", "through", "job", "run_id", "code"))


def last_marker(lake: Path, table: Table) -> dict[str, Any] | None:
    """The newest words of a run among the table's commits; None when there is none."""
    return next((words for _, words, _ in commits(lake, table)), None)


def commits(lake: Path, table: Table) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Delta version, a run's own words, and Delta's words of each commit of a run, newest first."""
    log = lake / table.layer / table.name / "_delta_log"
    for commit in sorted(log.glob("*.json"), reverse=True):
        for action in map(json.loads, commit.read_text(encoding="utf-8").splitlines()):
            info = action.get("commitInfo", {})
            words = json.loads(info.get("userMetadata") or "{}")
            if "tandem" in words:
                yield int(commit.stem), words["tandem"], info
