"""The jobs of the flow in their order, and what each does in the session at hand."""

from __future__ import annotations

import importlib.util
import time
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tandem.config import Config
from tandem.errors import UsageError
from tandem.job import Options
from tandem.lake import Lake
from tandem.shipped import jobs_folder


@dataclass(frozen=True)
class Progress:
    """What one job did."""

    job: str
    rows_in: int
    rows_out: int
    seconds: float


def run_one(path: Path, lake: Lake, conf: Config) -> Progress:
    """What one job of the flow did in the night's session."""
    started, before = time.monotonic(), len(lake.writes)
    lake.job = path.stem
    lake.inputs.clear()
    try:
        loaded(path).main(lake, conf)
    finally:
        lake.release()
    changed = {write.table: write.rows_changed for write in lake.writes[:before]}
    rows_in = sum(changed.get(name, 0) for name in lake.inputs)
    rows_out = sum(write.rows_changed for write in lake.writes[before:])
    return Progress(path.stem, rows_in, rows_out, time.monotonic() - started)


def chosen_jobs(options: Options) -> list[Path]:
    """The jobs to run, in order. Raises UsageError for a name that is not one of them."""
    jobs = [path for path in sorted(jobs_folder().glob("[0-9]*_*.py")) if not path.stem.startswith("00")]
    names = [path.stem for path in jobs]
    for argument, name in (("--from", options.first), ("--only", options.only)):
        if name is not None and name not in names:
            raise UsageError(f"{argument} is {name!r}; the jobs are {', '.join(names)}")
    if options.only:
        return [path for path in jobs if path.stem == options.only]
    return [path for path in jobs if options.first is None or path.stem >= options.first]


def loaded(path: Path) -> ModuleType:
    """The module of one job; its name begins with a number, so it is loaded by path."""
    spec = importlib.util.spec_from_file_location(f"tandem_job_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
