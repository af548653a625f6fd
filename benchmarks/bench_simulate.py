"""Events a second that the simulator generates, and lands: medians of three runs.

Beside them the same for each second of processor time, which a busy machine changes little.

python benchmarks/bench_simulate.py [--people 40000] [--days 3] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from measure import RESULTS
from tandem.simulate import build_company, simulate
from tandem.simulate.days import live
from tandem.simulate.platforms import Counts
from tandem.simulate.rows import count
from tandem.simulate.state import new_state

BARS = {"generated": 150_000, "landed": 50_000}  # events a second on 2 cores


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    work = {"generated": generated, "landed": landed}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for seed in range(given.runs):  # interleaved: noise falls on both alike
        for name, make in work.items():
            found[name].append(speeds(lambda seed=seed, make=make: make(given.people, given.days, seed)))
    for name, runs in found.items():
        show(name, [wall for wall, _ in runs], [processor for _, processor in runs])
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "simulate.json").write_text(json.dumps({"events_per_second": found, "bars": BARS, **vars(given)}))


def show(name: str, wall: list[float], processor: list[float]) -> None:
    """Print one line."""
    middle, bar = statistics.median(wall), BARS[name]
    print(
        f"{name:<10}{middle:>10,.0f} events/s ({min(wall):,.0f} to {max(wall):,.0f})  bar {bar:,}: "
        f"{'met' if middle >= bar else 'MISSED'}; {statistics.median(processor):,.0f} for each second of one core"
    )


def speeds(work: Callable[[], int]) -> tuple[float, float]:
    """Events that `work` makes, for each second that passes and each second of processor time."""
    wall, processor = time.perf_counter(), time.process_time()
    events = work()
    return events / (time.perf_counter() - wall), events / (time.process_time() - processor)


def generated(people: int, days: int, seed: int) -> int:
    """Events that come into being, with their impressions and orders; nothing is written."""
    company = build_company(people=people, seed=seed, start=date(2026, 1, 5))
    state, counts, events = new_state(company.people, company.market), Counts(), 0
    for day in range(days):
        happened = live(company, state, counts, day)
        events += count(happened.events) + happened.mails
    return events


def landed(people: int, days: int, seed: int) -> int:
    """Events that go from nothing to files on disk, all feeds and the truth included."""
    with tempfile.TemporaryDirectory() as home:
        done = simulate(landing=Path(home) / "landing", truth=Path(home) / "truth", people=people, days=days, seed=seed)
        return done.events


if __name__ == "__main__":
    main()
