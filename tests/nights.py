"""Nights on temporary lakes, and whether two lakes hold the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F

from tandem.config import Config, load_config
from tandem.flow import chosen_jobs, loaded
from tandem.job import Options
from tandem.lake import Lake
from tandem.shipped import conf_folder
from tandem.tables import RESTATEMENTS, TABLES, Table
from tandem.tables.attribution import REMOVED, SHARES

RELATIVE = 1e-9  # sums of fractions may differ by their order


def settings(root: Path, landing: Path) -> Config:
    """The simulated company's settings on a lake of its own."""
    return load_config(
        conf_folder() / "base.yml",
        conf_folder() / "simulated.yml",
        lake={"root": str(root)},
        ingest={"landing": str(landing)},
    )


def run_night(
    spark: SparkSession,
    root: Path,
    landing: Path,
    through: date,
    *,
    make: Callable[..., Lake] = Lake,
    last: str = "90_scorecard",
    **options: Any,
) -> list[Lake]:
    """One night to the job `last`; a job that `make`'s lake kills is run again by a new run until it ends."""
    conf, runs = settings(root, landing), []
    for job in (each for each in chosen_jobs(Options()) if each.stem <= last):
        done = False
        while not done:
            lake = make(spark, conf, through, job=job.stem, **options)
            runs.append(lake)
            try:
                loaded(job).main(lake, conf)
                done = True
            except Killed:
                continue
            finally:
                lake.release()
    return runs


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours may catch it."""


def arrive(files: Iterable[str], delivered: Path, landing: Path) -> None:
    """Copy `files` of a delivered company into the landing folder of a lake, with their instants of change."""
    for name in files:
        (landing / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(delivered / name, landing / name)


def file_names(delivered: Path) -> list[str]:
    """Every delivered file, below its landing folder."""
    return sorted(str(path.relative_to(delivered)) for path in delivered.rglob("*") if path.is_file())


def content(spark: SparkSession, root: Path, table: Table, since: date | None = None) -> pd.DataFrame:
    """A table's rows that two runs must agree on, in order of its grain."""
    lake = Lake(spark, Config.model_validate({"lake": {"root": str(root)}}), date.max)
    rows = lake.read(table)
    if "known_to" in table.column_names:
        rows = rows.where("known_to IS NULL")
    if since is not None and table.partition:
        rows = rows.where(f"{table.partition} >= DATE'{since}'")
    columns = [name for name in table.content if name not in VERSIONS]
    told = {c.name: told_shares(c.name) for c in table.columns if c.type == SHARES and c.name in columns}
    told |= {c.name: F.to_json(c.name) for c in table.columns if c.type == REMOVED}
    frame = (
        rows.select(*columns).withColumns(told).toArrow().to_pandas(timestamp_as_object=True)
    )  # `for ever` is past pandas' own
    return frame.sort_values(columns, ignore_index=True, key=lambda column: column.astype(str))


def told_shares(name: str) -> Column:
    """Shares by model as one text, as exact as sums of fractions are compared."""
    rounded = F.transform(name, lambda each: F.concat_ws(" ", each["model"], F.round(each["share"], 9).cast("string")))
    return F.concat_ws(", ", rounded)


HISTORIES = (RESTATEMENTS,)  # what one night changed against another: it depends on which nights were run
VERSIONS = ("model_version", "modified_at")


def differences(spark: SparkSession, one: Path, other: Path, since: date | None = None) -> dict[str, str]:
    """What two lakes disagree on, by table; empty when they hold the same."""
    found = {}
    for table in (each for each in TABLES if each not in HISTORIES):
        left, right = content(spark, one, table, since), content(spark, other, table, since)
        if said := difference(left, right):
            found[table.full_name] = said
    return found


def difference(left: pd.DataFrame, right: pd.DataFrame) -> str:
    """The first disagreement in words; empty when there is none."""
    if len(left) != len(right):
        return f"{len(left)} rows against {len(right)}"
    for name in left.columns:
        one, other = left[name], right[name]
        if one.dtype == float:
            same = np.isclose(one, other, rtol=RELATIVE, atol=1e-12, equal_nan=True)
        else:
            same = ((one == other) | (one.isna() & other.isna())).to_numpy()
        if not same.all():
            row = int(np.argmin(same))
            return f"{name}: {one[row]!r} against {other[row]!r} ({int((~same).sum())} of {len(one)} rows)"
    return ""
