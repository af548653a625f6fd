"""What `tandem tracking` prints: counts by what saw an action, summed first and then estimated from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import typer
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.cli.counts import show_table
from tandem.columns.witnesses import WITNESSED, is_counted
from tandem.errors import UsageError
from tandem.lake import Lake
from tandem.pages.numbers import rate
from tandem.stats.capture import estimate_missed
from tandem.tables import WITNESSES

DAYS = 28
HEADS = ("both", "browser only", "server only", "order only", "missed by browser", "90 %")


@dataclass(frozen=True)
class Wanted:
    """Which actions, by what; None: all names, the last 28 days."""

    by: tuple[str, ...]
    name: str | None = None
    since: date | None = None
    until: date | None = None


def show_tracking(lake: Lake, wanted: Wanted, *, most: int) -> None:
    """Print a line for each combination of `wanted.by`, and one for all. Raises UsageError where there is nothing."""
    counting = lake.read(WITNESSES).where(is_counted())
    chosen, since, until = in_period(counting, wanted, lake)
    sums = [F.sum(each).alias(each) for each in WITNESSED]
    whole = chosen.agg(*sums).collect()
    if whole[0][WITNESSED[0]] is None:
        raise UsageError(
            f"tracking: no action was seen from {since} to {until} in {lake.root}; `tandem night` counts them"
        )
    parts = chosen.groupBy(*wanted.by).agg(*sums, F.count("*").alias("actions"))
    # The largest come here, never all: days times campaigns are many.
    largest = parts.orderBy(F.desc("actions"), *wanted.by).limit(most + 1).collect()
    typer.echo(f"{wanted.name or 'Actions'} from {since} to {until}")
    lines = [*lines_of(largest[:most], wanted.by), *lines_of(whole, ("all", *("",) * (len(wanted.by) - 1)))]
    show_table((*wanted.by, *HEADS), lines, to_stderr=False)
    if len(largest) > most:
        typer.echo(f"only the {most} lines with most actions; --most shows more")


def in_period(counting: DataFrame, wanted: Wanted, lake: Lake) -> tuple[DataFrame, date, date]:
    """The rows wanted, and the first and last day of them."""
    [last] = counting.agg(F.max("date").alias("date")).collect()
    until = wanted.until or last["date"]
    if until is None:
        raise UsageError(f"tracking: no action was ever seen in {lake.root}; `tandem night` counts them")
    since = wanted.since or until - timedelta(days=DAYS - 1)
    named = counting if wanted.name is None else counting.where(F.col("name") == wanted.name)
    return named.where(F.col("date").between(F.lit(since), F.lit(until))), since, until


def lines_of(rows: Sequence[Row], by: Sequence[str]) -> list[tuple[str, ...]]:
    """Each row's names (or `by` itself, where it is no column), counts, and the estimate where there is one."""
    missed = estimate_missed(*([row[name] for row in rows] for name in WITNESSED[:3]))
    lines = []
    for at, row in enumerate(rows):
        names = [str(row[name]) if name in row else name for name in by]
        said = ("", "")
        if not np.isnan(missed.share[at]):
            share = rate(missed.share[at]) if missed.decided[at] else "undecided"
            said = share, f"{rate(missed.low[at])} to {rate(missed.high[at])}"
        lines.append((*names, *(f"{row[name]:,}" for name in WITNESSED), *said))
    return lines
