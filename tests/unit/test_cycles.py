"""Cycles of a continuous night: one line each, failures said and tried again, an end by signal."""

import signal
import subprocess
import sys
import time

import pytest

from tandem.continuous import follow_arrivals
from tandem.cycles import repeat
from tandem.errors import CyclesError, LakeError, UsageError
from tandem.job import Options

FOREVER = """
import os, sys
from tandem.cycles import SignalStop, repeat
stop = SignalStop()
stop.listen()
repeat(lambda: "worked", every_s=60, most_failures=1, stop=stop, say=lambda line: print(line, flush=True))
"""


class After:
    """A stop after so many cycles, without waiting."""

    def __init__(self, cycles):
        self.left, self.waits = cycles, []

    @property
    def asked(self):
        return self.left == 0

    def listen(self):
        pass

    def wait(self, until):
        self.left -= 1
        self.waits.append(until - time.monotonic())


def lines(cycles, *outcomes, most_failures=2):
    """What is said of cycles that end so; a text is what one did, an error how it failed."""
    given, said = iter(outcomes), []

    def cycle():
        outcome = next(given)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    repeat(cycle, every_s=30, most_failures=most_failures, stop=After(cycles), say=said.append)
    return said


def test_a_failed_cycle_says_why_and_the_next_one_tries_again():
    assert lines(
        4, "one", LakeError("t: no space left"), ValueError("a bug\nof two lines"), "two", most_failures=3
    ) == [
        "cycle 1: one",
        "cycle 2: failed: t: no space left",
        "cycle 3: failed: ValueError: a bug",
        "cycle 4: two",
        "stopped after 4 cycles; what is undone the next start does",
    ]


def test_failures_in_a_row_end_it_and_one_cycle_that_works_begins_the_count_anew():
    broken = LakeError("t: no space left")
    assert len(lines(3, broken, "worked", broken)) == 4

    with pytest.raises(CyclesError, match="2 cycles in a row failed, the last: t: no space left"):
        lines(3, "worked", broken, broken)


def test_a_cycle_that_fails_while_a_stop_is_asked_is_cut_short_and_no_failure():
    stop = After(1)

    def cycle():
        stop.left = 0  # a signal to the process group ends Java too
        raise ConnectionRefusedError("Java is gone")

    stop.wait = lambda _: None
    said = []
    repeat(cycle, every_s=30, most_failures=1, stop=stop, say=said.append)

    assert said[-1] == "stopped after 1 cycles; what is undone the next start does"


def test_cycles_begin_a_trigger_apart_however_long_each_takes():
    stop = After(2)
    repeat(lambda: time.sleep(0.05) or "slept", every_s=0.2, most_failures=1, stop=stop, say=lambda _: None)

    assert all(0.05 < left < 0.16 for left in stop.waits)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_at_once_with_exit_code_0(number):
    process = subprocess.Popen([sys.executable, "-c", FOREVER], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "cycle 1: worked\n"

    process.send_signal(number)

    said, _ = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, "stopped after 1 cycles; what is undone the next start does\n")


@pytest.mark.parametrize(
    ("options", "named"),
    [({"only": "10_ingest", "rebuild": True}, "--only, --rebuild"), ({"require": ("orders",)}, "--require")],
)
def test_what_only_a_whole_night_can_do_is_refused(options, named):
    with pytest.raises(UsageError, match=f"does not go with {named}$"):
        follow_arrivals(Options(every_s=1, **options), After(1))
