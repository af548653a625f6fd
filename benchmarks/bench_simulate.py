"""Events a second that the simulator generates, and lands: medians of three runs.

python benchmarks/bench_simulate.py [--people 40000] [--days 3] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
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
    found: dict[str, list[float]] = {"generated": [], "landed": []}
    for seed in range(given.runs):  # interleaved: noise falls on both alike
        found["generated"].append(generated(given.people, given.days, seed))
        found["landed"].append(landed(given.people, given.days, seed))
    for name, speeds in found.items():
        middle, bar = statistics.median(speeds), BARS[name]
        verdict = "met" if middle >= bar else "MISSED"
        print(f"{name:<10}{middle:>10,.0f} events/s ({min(speeds):,.0f} to {max(speeds):,.0f})  bar {bar:,}: {verdict}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "simulate.json").write_text(json.dumps({"events_per_second": found, "bars": BARS, **vars(given)}))


def generated(people: int, days: int, seed: int) -> float:
    """Events a second that come into being, with their impressions and orders; nothing is written."""
    started = time.perf_counter()
    company = build_company(people=people, seed=seed, start=date(2026, 1, 5))
    state, counts, events = new_state(company.people, company.market), Counts(), 0
    for day in range(days):
        happened = live(company, state, counts, day)
        events += count(happened.events) + happened.mails
    return events / (time.perf_counter() - started)


def landed(people: int, days: int, seed: int) -> float:
    """Events a second from nothing to files on disk, all feeds and the truth included."""
    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        done = simulate(landing=Path(home) / "landing", truth=Path(home) / "truth", people=people, days=days, seed=seed)
        return done.events / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
