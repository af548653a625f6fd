"""Markov orders 1 to 3 from path strings: ours, solved, against the package ChannelAttribution, simulated.

Ours reads, unpacks and cuts the file each time; the package is handed a frame that it has not to read. It is no
dependency of ours and lives in a virtual environment of its own; without one only ours is measured.

python benchmarks/bench_attribute.py [--file PATHS] [--package PYTHON] [--runs 5]
    --package /tmp/ca/bin/python    of `python -m venv /tmp/ca && /tmp/ca/bin/pip install ChannelAttribution matplotlib`
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np

from measure import RESULTS, timed
from tandem.paths.arrays import Paths
from tandem.paths.markov import removal_effects
from tandem.paths.read import Layout, read_paths

FILE = Path(__file__).parents[2] / "shared" / "data" / "paths" / "data.csv.gz"
ORDERS = (1, 2, 3)
AT_LEAST = 3.0  # times the package's speed
CAMPAIGNS = "50 campaigns, order 1"
BARS = {CAMPAIGNS: 1.0}  # seconds after counting
PACKAGE = """
import sys, time, contextlib, io
import pandas
with contextlib.redirect_stdout(io.StringIO()):
    from ChannelAttribution import markov_model
frame = pandas.read_csv(sys.argv[1])
names = dict(var_path="path", var_conv="total_conversions", var_value="total_conversion_value", var_null="total_null")
started = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    for order in (1, 2, 3):
        markov_model(frame, **names, order=order, sep=">", verbose=False, flg_pro=False)
print(time.perf_counter() - started)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--package", help="python of an environment with ChannelAttribution")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    seconds: dict[str, list[float]] = {"ours": [], "package": [], "cold command": [], CAMPAIGNS: []}
    campaigns = many_campaigns()
    for _ in range(given.runs):  # interleaved: noise falls on all alike
        seconds["ours"].append(timed(lambda: solved(given.file)))
        seconds["cold command"].append(timed(lambda: commanded(given.file)))
        seconds[CAMPAIGNS].append(timed(lambda: removal_effects(campaigns, 1)))
        if given.package:
            seconds["package"].append(simulated(given.package, given.file))
    for name, runs in seconds.items():
        if runs:
            median, bar = statistics.median(runs), BARS.get(name)
            told = "" if bar is None else f"  bar {bar:.2f} s: {'met' if median <= bar else 'MISSED'}"
            print(f"{name:<24}{median:>9.3f} s ({min(runs):.3f} to {max(runs):.3f}){told}")
    if given.package:
        times = [theirs / ours for ours, theirs in zip(seconds["ours"], seconds["package"], strict=True)]
        ratio = statistics.median(times)
        verdict = "met" if ratio >= AT_LEAST else "MISSED"
        print(
            f"ours is {ratio:.1f} times as fast ({min(times):.1f} to {max(times):.1f}); asked {AT_LEAST:.0f}: {verdict}"
        )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "attribute.json").write_text(json.dumps({"seconds": seconds, "at_least": AT_LEAST}))


def solved(file: Path) -> None:
    """Read the file and solve the chain of every order."""
    paths = read_paths(file, Layout({})).paths
    for order in ORDERS:
        removal_effects(paths, order)


def simulated(python: str, file: Path) -> float:
    """Seconds of the package on the same file, its imports and its reading left out."""
    ran = subprocess.run([python, "-c", PACKAGE, str(file)], capture_output=True, text=True, check=True)
    return float(ran.stdout.splitlines()[-1])


def commanded(file: Path) -> None:
    """The whole command in a new process, all models."""
    subprocess.run(
        [sys.executable, "-m", "tandem.cli.main", "attribute", str(file)], check=True, stdout=subprocess.DEVNULL
    )


def many_campaigns() -> Paths:
    """20,000 random paths over 50 campaigns."""
    rng = np.random.default_rng(0)
    sizes = rng.integers(1, 12, 20_000)
    return Paths(
        names=tuple(f"campaign {number}" for number in range(50)),
        touch=rng.integers(0, 50, sizes.sum()),
        starts=np.cumsum(sizes) - sizes,
        conversions=rng.poisson(0.2, sizes.size).astype(float),
        value=rng.gamma(2.0, 20.0, sizes.size),
        nulls=np.ones(sizes.size),
    )


if __name__ == "__main__":
    main()
