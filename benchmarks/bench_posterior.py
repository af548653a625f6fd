"""Seconds that the posterior of many arms takes, and how it grows: medians of interleaved runs.

python benchmarks/bench_posterior.py [--arms 1000000] [--runs 3]
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from functools import partial

import numpy as np

from measure import PeakMemory, interleaved, show
from tandem.stats.posterior import Posterior, judge_rates

BAR_SECONDS, BAR_ARMS = 20.0, 1_000_000  # on 2 cores
TENTH = "a tenth of the arms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arms", type=int, default=BAR_ARMS)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    cases: dict[str, Callable[[], object]] = {
        TENTH: partial(judge, given.arms // 10, 2_000),
        "all arms": partial(judge, given.arms, 2_000),
        "all arms, a thousand times the trials": partial(judge, given.arms, 2_000_000),
    }
    with PeakMemory() as memory:
        seconds = interleaved(cases, given.runs)
    show(
        f"posterior-{given.arms}",
        seconds,
        TENTH,
        {"all arms": 11.0},  # it grows with the arms, and no faster
        arms=given.arms,
        runs=given.runs,
        peak_gb=round(memory.peak_gb, 2),
    )
    for name in list(cases)[1:]:
        middle = statistics.median(seconds[name])
        bar = f"; bar {BAR_SECONDS:.0f} s: {'met' if middle <= BAR_SECONDS else 'MISSED'}"
        print(f"{name}: {middle:.1f} s{bar if given.arms == BAR_ARMS else ''}")


def judge(arms: int, trials: int) -> Posterior:
    """The posterior of `arms` ads whose true index has a spread of 0.4; `trials` on average."""
    rng = np.random.default_rng(7)
    expected = rng.uniform(0.002, 0.05, arms)
    shown = rng.geometric(1 / trials, arms)
    truth = np.minimum(expected * rng.gamma(6, 1 / 6, arms), 0.9)
    return judge_rates(rng.binomial(shown, truth), shown, expected, phi=rng.uniform(1, 5, arms))


if __name__ == "__main__":
    main()
