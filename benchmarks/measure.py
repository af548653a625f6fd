"""What every benchmark shares: interleaved runs, ratios with their range, and the memory of all our processes."""

from __future__ import annotations

import json
import os
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def interleaved(cases: Mapping[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """Seconds of every case, `runs` times each, case after case, so that noise falls on all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(runs):
        for name, work in cases.items():
            seconds[name].append(timed(work))
    return seconds


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratios(seconds: Mapping[str, list[float]], floor: str) -> dict[str, dict[str, float]]:
    """Median, least and largest ratio of each case to `floor`, run by run."""
    found = {}
    for name, values in seconds.items():
        each = [value / base for value, base in zip(values, seconds[floor], strict=True)]
        found[name] = {"median": statistics.median(each), "min": min(each), "max": max(each)}
    return found


def show(
    title: str, seconds: Mapping[str, list[float]], floor: str, bars: Mapping[str, float], **facts: object
) -> None:
    """Print a table of seconds and ratios, and keep the same as JSON."""
    found = ratios(seconds, floor)
    print(f"\n{title}: {', '.join(f'{key}={value}' for key, value in facts.items())}; ratios to: {floor}")
    for name, ratio in found.items():
        bar = f"  bar {bars[name]:.2f}: {'met' if ratio['median'] <= bars[name] else 'MISSED'}" if name in bars else ""
        print(
            f"{name:<44}{statistics.median(seconds[name]):>9.1f} s{ratio['median']:>8.2f}x"
            f"  ({ratio['min']:.2f} to {ratio['max']:.2f}){bar}"
        )
    RESULTS.mkdir(exist_ok=True)
    said = {"facts": facts, "floor": floor, "seconds": seconds, "ratios": found, "bars": bars}
    (RESULTS / f"{title}.json").write_text(json.dumps(said, indent=1, default=str))


class PeakMemory:
    """Largest memory of this process and all it started, in GB, within a hundredth, sampled while it is entered."""

    def __enter__(self) -> PeakMemory:
        self.peak_gb = self._lap_gb = 0.0
        self._resident = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def lap_gb(self) -> float:
        """The largest since the last time this was asked."""
        lap, self._lap_gb, self._resident = self._lap_gb, 0.0, 0
        return lap

    def _sample(self) -> None:
        while not self._ended.wait(0.5):
            tree = processes(os.getpid())
            resident = sum(resident_bytes(each) for each in tree)
            # Never less than the true size, which to ask for makes the kernel walk through gigabytes of pages while
            # the process waits: of a night that was asked twice a second, a tenth.
            if resident > 1.01 * self._resident:
                self._resident, gb = resident, sum(proportional_bytes(each) for each in tree) / 1e9
                self._lap_gb, self.peak_gb = max(self._lap_gb, gb), max(self.peak_gb, gb)


def processes(root: int) -> set[int]:
    """A process and its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):  # it ended meanwhile
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    ours, size = {root}, 0
    while len(ours) != size:
        size = len(ours)
        ours |= {process for process, parent in parents.items() if parent in ours}
    return {process for process in ours if not is_java_starting(process, parents.get(process))}


def is_java_starting(process: int, parent: int | None) -> bool:
    """Java about to start a program: for an instant a second process over the very same memory, no page its own."""
    commands = []
    for each in (process, parent):
        with suppress(OSError):
            commands.append(Path(f"/proc/{each}/cmdline").read_bytes())
    return len(set(commands)) == 1 < len(commands) and b"java" in commands[0].partition(b"\0")[0]


def resident_bytes(process: int) -> int:
    """Bytes in memory; a page that several processes share counts in each."""
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def proportional_bytes(process: int) -> int:
    """Proportional set size: its own pages, and of those that it shares its part."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
