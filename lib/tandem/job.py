"""Arguments, settings, logging and exit codes of every job."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyspark.sql import SparkSession

from tandem import __version__
from tandem.config import Config, load_config
from tandem.errors import MissingFeedError, TandemError, UsageError
from tandem.ingest import latest_day, load_feeds
from tandem.lake import Lake
from tandem.session import session
from tandem.shipped import conf_folder
from tandem.tables import DELIVERIES

logger = logging.getLogger(__name__)

DONE, FAILED, WRONG_USE = 0, 1, 2

Main = Callable[[Lake, Config], None]


@dataclass(frozen=True)
class Options:
    """What the caller asks of a run."""

    conf: tuple[Path, ...] = ()  # settings files laid over conf/base.yml
    lake: Path | None = None  # parent folder of all layers; None: as configured
    landing: Path | None = None  # folder of delivered files; None: as configured
    through: date | None = None  # the night's date; None: the last day delivered
    first: str | None = None  # job to begin with
    only: str | None = None  # the one job to run
    rebuild: bool = False  # take every input row as changed
    reopen: date | None = None  # rewrite closed days from here on
    require: tuple[str, ...] = ()  # feeds that must have been delivered for the night's date
    every_s: int | None = None  # take in what arrives again and again, so many seconds apart; None: one night
    most_failures: int = 1  # of such cycles in a row, which end it


def run(main: Main) -> None:
    """Run one job from the command line; exits with 1 when it failed, with 2 when its use was wrong."""
    job = Path(sys.argv[0]).stem
    parser = argument_parser(job)
    options = parse(parser, sys.argv[1:])
    # A scheduler that runs the file inside a Python of its own takes any SystemExit for a failure.
    if code := guarded(lambda: run_job(job, main, options)):
        sys.exit(code)


def run_job(job: str, main: Main, options: Options) -> None:
    """One job in a session of its own."""
    conf = settings(options)
    lake = open_lake(conf, options)
    lake.job = job
    main(lake, conf)
    lake.release()


def guarded(work: Callable[[], object]) -> int:
    """Exit code of `work`; what goes wrong is one line on standard error."""
    logging.basicConfig(
        level=os.environ.get("TANDEM_LOG", "WARNING"), format="%(asctime)s level=%(levelname)s %(message)s"
    )
    try:
        work()
    except UsageError as error:
        print(f"tandem: {error}", file=sys.stderr)
        return WRONG_USE
    except TandemError as error:
        print(f"tandem: {error}", file=sys.stderr)
        return FAILED
    return DONE


def argument_parser(job: str) -> argparse.ArgumentParser:
    """The arguments that every job understands."""
    parser = argparse.ArgumentParser(prog=job)
    parser.add_argument("--conf", action="append", type=Path, default=[], help="settings laid over conf/base.yml")
    parser.add_argument("--lake", type=Path, help="parent folder of all layers")
    parser.add_argument("--landing", type=Path, help="folder of delivered files")
    parser.add_argument("--through", help="the night's date; default: the last day delivered")
    parser.add_argument("--rebuild", action="store_true", help="take every input row as changed")
    parser.add_argument("--reopen", help="rewrite closed days from this day on")
    parser.add_argument("--require", action="append", default=[], help="feed that must be delivered for that date")
    return parser


def parse(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> Options:
    """The caller's wishes; exits with 2 and one line when they are not understood."""
    given = parser.parse_args(arguments)
    try:
        return Options(
            conf=tuple(given.conf),
            lake=given.lake,
            landing=given.landing,
            through=parse_date("--through", given.through),
            first=getattr(given, "first", None),
            only=getattr(given, "only", None),
            rebuild=given.rebuild,
            reopen=parse_date("--reopen", given.reopen),
            require=tuple(given.require),
            every_s=given.every if getattr(given, "continuous", False) else None,
            most_failures=getattr(given, "most_failures", 1),
        )
    except UsageError as error:
        parser.exit(WRONG_USE, f"tandem: {error}\n")


def parse_date(argument: str, text: str | None) -> date | None:
    """A day like 2026-01-05. Raises UsageError for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{argument} is {text!r}, expected a day like 2026-01-05") from None


def settings(options: Options) -> Config:
    """conf/base.yml with the caller's files and lake laid over it."""
    lake = {"lake": {"root": str(options.lake)}} if options.lake else {}
    landing = {"ingest": {"landing": str(options.landing)}} if options.landing else {}
    return load_config(conf_folder() / "base.yml", *options.conf, **lake, **landing)


def open_lake(conf: Config, options: Options) -> Lake:
    """The lake as this run sees it. Raises UsageError when nothing tells its date, LakeError when between two keys."""
    spark = session(conf)
    through = options.through or last_day_delivered(spark, conf)
    lake = Lake(spark, conf, through, code=__version__, rebuild=options.rebuild, reopen=options.reopen)
    lake.check_one_key()
    return lake


def undated_lake(conf: Config, job: str = "notebook") -> Lake:
    """The lake, whatever night it has reached."""
    return Lake(session(conf), conf, date.max, job=job)


def last_day_delivered(spark: SparkSession, conf: Config) -> date:
    """The last day in the paths of the landing folder."""
    lake = Lake(spark, conf, date.max)
    landing = lake.landing()
    day = latest_day(landing.files(), load_feeds(lake.feeds), undated=conf.ingest.undated)
    if day is None:
        raise UsageError(
            f"{landing.folder}: no file there tells a day; land a feed first, or name the day with --through"
        )
    return day


def check_required(lake: Lake, feeds: Sequence[str]) -> None:
    """Raise MissingFeedError unless each feed has a delivery for the night's date."""
    delivered = lake.read(DELIVERIES).where(f"delivery_date = DATE'{lake.through}'").select("feed").distinct()
    if missing := sorted(set(feeds) - {row["feed"] for row in delivered.collect()}):
        raise MissingFeedError(f"{', '.join(missing)}: required, but nothing was delivered for {lake.through}")
