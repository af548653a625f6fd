"""The whole night against the floors: a rebuild, one new day, and a night without news.

python benchmarks/bench_night.py [--events 1000000] [--days 30] [--runs 3] [--home FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from floors import FULL_SORTED, IMPRESSIONS_TOO, floor_with_impressions, floors
from measure import PeakMemory, show, timed
from tandem.config import Config, load_config
from tandem.flow import chosen_jobs, loaded
from tandem.job import Options
from tandem.lake import Lake
from tandem.session import session
from tandem.shipped import conf_folder
from tandem.simulate import simulate
from tandem.tables import EVENTS, IMPRESSIONS

TRAINING = "70_models"
REBUILD, NEW_DAY, EMPTY = "rebuild, training apart", "one new day, training apart", "night without news"


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
        seconds, events = nights(given.home / "lake", landing, last, given.runs)
    bars = {REBUILD: 8.0}
    ratio = [new / whole for new, whole in zip(seconds[NEW_DAY], seconds[REBUILD], strict=True)]
    show(
        f"night-{given.events}-{given.days}",
        seconds,
        FULL_SORTED,
        bars,
        events=events,
        people=people,
        peak_gb=round(memory.peak_gb, 2),
        new_day_of_rebuild=[round(each, 3) for each in ratio],
    )
    to_all = [whole / all_rows for whole, all_rows in zip(seconds[REBUILD], seconds[IMPRESSIONS_TOO], strict=True)]
    print(f"rebuild / floor of events and impressions: {min(to_all):.2f}x to {max(to_all):.2f}x")
    print(f"one new day / rebuild: {min(ratio):.3f} to {max(ratio):.3f} (bar 0.35 at 30 days, 0.15 at 90)")
    print(f"night without news: {max(seconds[EMPTY]):.1f} s (bar 30 s)")
    print(f"peak memory of all processes: {memory.peak_gb:.1f} GB (bar 8 GB at 10M)")


EVENTS_PER_PERSON_DAY = 1.9


def landed(landing: Path, *, people: int, days: int) -> date:
    """The last day of a simulated company, landed by a process of its own, whose memory is not the night's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        return apart.submit(last_day, landing, people, days).result()


def last_day(landing: Path, people: int, days: int) -> date:
    """The same, in that process."""
    return simulate(landing=landing, truth=landing / "_truth", people=people, days=days, seed=7).last_day


def nights(root: Path, landing: Path, last: date, runs: int) -> tuple[dict[str, list[float]], int]:
    """Seconds of the floors and of the three nights, and the events of the rebuild."""
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
        note(seconds, "rebuild", REBUILD, one_night(conf, last))
        lake, partitions = Lake(spark, conf, last), int(spark.conf.get("spark.sql.shuffle.partitions"))
        rows, shown = lake.read(EVENTS), lake.read(IMPRESSIONS)
        work_of = {**floors(rows, partitions), IMPRESSIONS_TOO: floor_with_impressions(rows, shown, partitions)}
        for name, work in work_of.items():
            seconds[name].append(timed(work))
        events = rows.count()
        note(seconds, "new day", NEW_DAY, one_night(conf, last + timedelta(days=1)))
        seconds[EMPTY].append(sum(one_night(conf, last + timedelta(days=1)).values()))
    return seconds, events


def note(seconds: dict[str, list[float]], prefix: str, total: str, jobs: dict[str, float]) -> None:
    """Keep the seconds of each job and of all but the training."""
    for job, taken in jobs.items():
        seconds[f"{prefix} {job}"].append(taken)
    seconds[total].append(sum(taken for job, taken in jobs.items() if job != TRAINING))


def one_night(conf: Config, through: date) -> dict[str, float]:
    """Seconds of each job of one night."""
    spark, taken = session(conf), {}
    lake = Lake(spark, conf, through)
    for job in chosen_jobs(Options()):
        lake.job, started = job.stem, time.perf_counter()
        with PeakMemory() as memory:
            loaded(job).main(lake, conf)
            lake.release()
        taken[job.stem] = time.perf_counter() - started
        print(f"{through} {job.stem}: {taken[job.stem]:.1f} s, {memory.peak_gb:.1f} GB", flush=True)
    return taken


if __name__ == "__main__":
    main()
