"""The whole night against the floors: a rebuild, one new day, and a night without news.

python benchmarks/bench_night.py [--events 1000000] [--days 30] [--runs 3] [--home FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from floors import FULL, FULL_OF_ALL, FULL_SORTED, FULL_SORTED_OF_ALL, SLIM_SORTED, discard, floors, floors_of_all
from measure import PeakMemory, ratios, show, timed
from tandem.config import Config, load_config
from tandem.flow import chosen_jobs, loaded
from tandem.job import Options
from tandem.lake import Lake
from tandem.session import session
from tandem.sessions import build_sessions
from tandem.shipped import conf_folder
from tandem.simulate import simulate
from tandem.tables import EVENTS, IMPRESSIONS, PEOPLE, VERDICTS, VISITS
from tandem.visits import build_visits

TRAINING = "70_models"
REBUILD, NEW_DAY, EMPTY = "rebuild, training apart", "one new day, training apart", "night without news"
VISITS_KERNEL, SESSIONS_KERNEL = "visits from events, nothing written", "sessions from visits, nothing written"
JUDGED = ("60_metrics", "75_diagnosis", "90_scorecard")
SCORECARD = "rebuild of metrics, diagnosis and scorecard"
# Of each bar: the floor of events alone, that of every row which these stages read, and the most it may be.
BARS = {
    REBUILD: (FULL_SORTED, FULL_SORTED_OF_ALL, 8.0),
    "rebuild 20_clean": (FULL, FULL_OF_ALL, 1.5),
    "rebuild 30_visits": (FULL_SORTED, FULL_SORTED_OF_ALL, 1.3),
    VISITS_KERNEL: (SLIM_SORTED, SLIM_SORTED, 1.5),
    SESSIONS_KERNEL: (SLIM_SORTED, SLIM_SORTED, 0.5),
    SCORECARD: (FULL, FULL_OF_ALL, 1.2),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--home", type=Path, default=Path("lake/bench"))
    given = parser.parse_args()
    people = round(given.events / EVENTS_PER_PERSON_DAY / given.days)
    landing = given.home / f"company-{people}-{given.days}"
    last = landed(landing, people=people, days=given.days + 1) - timedelta(days=1)
    with PeakMemory() as memory:
        seconds, events = nights(given.home / "lake", landing, last, given.runs, memory)
    ratio = [new / whole for new, whole in zip(seconds[NEW_DAY], seconds[REBUILD], strict=True)]
    show(
        f"night-{given.events}-{given.days}",
        seconds,
        FULL_SORTED,
        {},
        events=events,
        people=people,
        peak_gb=round(memory.peak_gb, 2),
        new_day_of_rebuild=[round(each, 3) for each in ratio],
    )
    show_bars(seconds)
    print(f"one new day / rebuild: {min(ratio):.3f} to {max(ratio):.3f} (bar 0.35 at 30 days, 0.15 at 90)")
    print(f"night without news: {max(seconds[EMPTY]):.1f} s (bar 30 s)")
    print(f"peak memory of all processes: {memory.peak_gb:.1f} GB (bar 8 GB at 10M)")


def show_bars(seconds: Mapping[str, list[float]]) -> None:
    """Print what has a bar against the floor of the events, and against that of all rows which it reads."""
    print(f"\n{'':<44}{'of events':>10}{'of all rows':>12}{'bar':>6}")
    for name, (of_events, of_all, bar) in BARS.items():
        medians = [ratios(seconds, floor)[name]["median"] for floor in (of_events, of_all)]
        print(f"{name:<44}{medians[0]:>9.2f}x{medians[1]:>11.2f}x{bar:>6.2f}")


EVENTS_PER_PERSON_DAY = 1.9


def landed(landing: Path, *, people: int, days: int) -> date:
    """The last day of a simulated company, landed by a process of its own, whose memory is not the night's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        return apart.submit(last_day, landing, people, days).result()


def last_day(landing: Path, people: int, days: int) -> date:
    """The same, in that process."""
    return simulate(landing=landing, truth=landing / "_truth", people=people, days=days, seed=7).last_day


def nights(root: Path, landing: Path, last: date, runs: int, memory: PeakMemory) -> tuple[dict[str, list[float]], int]:
    """Seconds of the floors, of the kernels and of the three nights, and the events of the rebuild."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(runs):
        shutil.rmtree(root, ignore_errors=True)
        conf = load_config(
            conf_folder() / "base.yml",
            conf_folder() / "simulated.yml",
            lake={"root": str(root)},
            ingest={"landing": str(landing)},
        )
        spark = session(conf)
        jobs = one_night(conf, last, memory)
        note(seconds, "rebuild", REBUILD, jobs)
        seconds[SCORECARD].append(sum(jobs[job] for job in JUDGED))
        lake, partitions = Lake(spark, conf, last), int(spark.conf.get("spark.sql.shuffle.partitions"))
        rows, shown = lake.read(EVENTS), lake.read(IMPRESSIONS)
        for name, work in {
            **floors(rows, partitions),
            **floors_of_all(rows, shown, partitions),
            **kernels(lake, conf),
        }.items():
            seconds[name].append(timed(work))
        events = rows.count()
        note(seconds, "new day", NEW_DAY, one_night(conf, last + timedelta(days=1), memory))
        seconds[EMPTY].append(sum(one_night(conf, last + timedelta(days=1), memory).values()))
    return seconds, events


def kernels(lake: Lake, conf: Config) -> dict[str, Callable[[], None]]:
    """Name -> work of what makes visits and sessions, apart from reading what changed and from writing."""
    timezone = conf.reporting.timezone
    visits = build_visits(lake.read(EVENTS), lake.read(VERDICTS), conf.visits, timezone=timezone)
    sessions = build_sessions(
        lake.read(VISITS), lake.read(PEOPLE), conf.sessions, mode=conf.visits.mode, timezone=timezone
    )
    return {VISITS_KERNEL: lambda: discard(visits), SESSIONS_KERNEL: lambda: discard(sessions)}


def note(seconds: dict[str, list[float]], prefix: str, total: str, jobs: dict[str, float]) -> None:
    """Keep the seconds of each job and of all but the training."""
    for job, taken in jobs.items():
        seconds[f"{prefix} {job}"].append(taken)
    seconds[total].append(sum(taken for job, taken in jobs.items() if job != TRAINING))


def one_night(conf: Config, through: date, memory: PeakMemory) -> dict[str, float]:
    """Seconds of each job of one night."""
    spark, taken = session(conf), {}
    lake = Lake(spark, conf, through)
    for job in chosen_jobs(Options()):
        lake.job, started = job.stem, time.perf_counter()
        loaded(job).main(lake, conf)
        lake.release()
        taken[job.stem] = time.perf_counter() - started
        print(f"{through} {job.stem}: {taken[job.stem]:.1f} s, {memory.lap_gb():.1f} GB", flush=True)
    return taken


if __name__ == "__main__":
    main()
