"""`tandem night --continuous`: the night's own ingest and clean on whatever arrives, again and again, in one session.

What they have taken in stands in the tables' own commits, so nothing but the last listing is kept between two cycles,
and a cycle that was cut short, or a start after a kill, goes on where the tables stand.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from tandem.cycles import SignalStop, Stop, repeat
from tandem.errors import UsageError
from tandem.flow import chosen_jobs, run_one
from tandem.job import Options, open_lake, settings, undated_lake
from tandem.lake import Lake
from tandem.landed import LandedFile

JOBS = ("10_ingest", "20_clean")
NOT_WITH = {"first": "--from", "only": "--only", "rebuild": "--rebuild", "reopen": "--reopen", "require": "--require"}
EVERY_S, MOST_FAILURES = 30, 5


def take_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of a continuous night."""
    parser.add_argument(
        "--continuous", action="store_true", help="take in and clean what arrives, again and again, until SIGTERM"
    )
    parser.add_argument("--every", type=_whole, default=EVERY_S, help=f"seconds between its cycles ({EVERY_S})")
    parser.add_argument(
        "--most-failures",
        type=_whole,
        default=MOST_FAILURES,
        help=f"failed cycles in a row that end it ({MOST_FAILURES})",
    )


def follow_arrivals(options: Options, stop: Stop | None = None) -> None:
    """One cycle after the other, each said in one line, until SIGINT or SIGTERM.

    Raises CyclesError when too many in a row failed, UsageError for options that only a whole night understands.
    """
    if given := [argument for name, argument in NOT_WITH.items() if getattr(options, name)]:
        raise UsageError(f"--continuous ingests and cleans what arrives, and does not go with {', '.join(given)}")
    stop = stop or SignalStop()
    stop.listen()
    cycle = arrivals(options, stop)
    stop.listen()  # again: Spark has started, and taken SIGINT for itself
    repeat(
        cycle,
        every_s=options.every_s or EVERY_S,
        most_failures=options.most_failures,
        stop=stop,
        say=lambda line: print(line, flush=True),
    )


def arrivals(options: Options, stop: Stop) -> Callable[[], str]:
    """A cycle: ingest and clean if a file has come or changed since the last cycle that was done; what it did."""
    conf = settings(options)
    landing = undated_lake(conf).landing()
    done: list[LandedFile] = []

    def cycle() -> str:
        files, started = landing.files(), time.monotonic()
        if files == done:
            return "nothing new" if files else f"nothing in {landing.folder} yet"
        lake = open_lake(conf, options)
        for job in chosen_jobs(options):
            if job.stem in JOBS and not stop.asked:
                run_one(job, lake, conf)
        if not stop.asked:
            done[:] = files
        return f"{work_of(lake)}, {time.monotonic() - started:.1f} s"

    return cycle


def work_of(lake: Lake) -> str:
    """What a run took in and what of clean.* that changed, in words."""
    files, rows = 0, dict.fromkeys(("raw", "clean"), 0)
    for write in lake.writes:
        layer, _, name = write.table.partition(".")
        if name == "deliveries":
            files += write.rows_changed
        elif name != "quarantine":
            rows[layer] += write.rows_changed
    return f"night {lake.through}, {files:,} files, {rows['raw']:,} rows in, {rows['clean']:,} rows of clean.* changed"


def _whole(text: str) -> int:
    """A whole number over 0."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number over 0")
    return int(text)
