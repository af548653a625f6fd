"""One night: every job in the order of the flow, in one Spark session, with progress and a summary."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from pyspark.sql import functions as F
from rich.console import Console

from tandem.continuous import follow_arrivals, take_arguments
from tandem.flow import Progress, chosen_jobs, run_one
from tandem.job import Options, argument_parser, check_required, guarded, open_lake, parse, settings
from tandem.lake import Lake
from tandem.tables import DELIVERIES, JOURNEYS, LEDGER, PEOPLE, QUADRANTS, SESSIONS

INGEST = "10_ingest"


def main(arguments: Sequence[str]) -> int:
    """Run a night from the command line; the exit code is 0 done, 1 failed, 2 wrong use."""
    parser = argument_parser("tandem night")
    parser.add_argument("--from", dest="first", help="job to begin with, e.g. 40_sessions")
    parser.add_argument("--only", help="the one job to run")
    take_arguments(parser)
    options = parse(parser, arguments)
    return guarded(lambda: show_night(options) if options.every_s is None else follow_arrivals(options))


def show_night(options: Options) -> Lake:
    """The lake after a night that prints a line for each job, then the summary and the path of the page."""
    console = Console()
    started = time.monotonic()
    with console.status("starting Spark") as status:
        console.print(f"[bold]{'job':<16}{'rows in':>14}{'rows out':>14}{'seconds':>9}[/]")

        def report(done: Progress) -> None:
            console.print(f"{done.job:<16}{done.rows_in:>14,}{done.rows_out:>14,}{done.seconds:>9.1f}")

        lake = run_night(options, starts=lambda job: status.update(f"running {job}"), report=report)
        facts = summary(lake)
    console.print()
    for label, text in facts.items():
        console.print(f"[bold]{label:<13}[/] {text}", soft_wrap=True, highlight=False)
    console.print(f"[bold]{'took':<13}[/] {time.monotonic() - started:.0f} s", highlight=False)
    pages = sorted((lake.root / "pages").glob("*.html"))
    for page in pages:
        console.print(f"[bold]{'page':<13}[/] {page}", soft_wrap=True, highlight=False)
    return lake


def run_night(options: Options, *, starts: Callable[[str], None], report: Callable[[Progress], None]) -> Lake:
    """The lake after one night. Raises TandemError, with everything that was published before still standing."""
    conf = settings(options)
    jobs = chosen_jobs(options)
    lake = open_lake(conf, options)
    for job in jobs:
        starts(job.stem)
        report(run_one(job, lake, conf))
        if job.stem == INGEST:
            check_required(lake, options.require)
    return lake


def summary(lake: Lake) -> dict[str, str]:
    """A few figures of the whole lake after the night, as label -> text."""
    fates = {
        row["fate"]: row["rows"] for row in lake.read(LEDGER).groupBy("fate").agg(F.sum("rows").alias("rows")).collect()
    }
    sessions = lake.read(SESSIONS).agg(F.count("*"), F.count_distinct("person_id")).first()
    known = lake.read(PEOPLE).where("known_to IS NULL AND id_type != 'device'").select("person_id").distinct().count()
    credited = lake.read(JOURNEYS).agg(F.count("*"), F.count_if(F.col("uncredited_by").isNull())).first()
    verdicts = lake.read(QUADRANTS).where(F.col("through") == F.lit(lake.through)).groupBy("quadrant").count()
    named = ", ".join(f"{row['count']} {row['quadrant']}" for row in verdicts.orderBy("quadrant").collect())
    assert sessions is not None
    assert credited is not None
    return {
        "night": f"{lake.through}, run {lake.run_id}",
        "deliveries": f"{lake.read(DELIVERIES).count():,} files",
        "rows": f"{fates.get('kept', 0):,} kept, {fates.get('aside', 0):,} set aside",
        "people": f"{sessions[1]:,}, of whom {known:,} have logged in",
        "sessions": f"{sessions[0]:,}",
        "conversions": f"{credited[0]:,}, of which {credited[1]:,} credited",
        "campaigns": named or "none judged",
    }
