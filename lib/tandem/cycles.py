"""A piece of work again and again, on a trigger of seconds, until a signal stops it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Protocol

from tandem.errors import CyclesError, TandemError

SIGNALS = (signal.SIGINT, signal.SIGTERM)
LOOKS_EVERY_S = 0.2


class Stop(Protocol):
    """What tells that no further cycle is wanted."""

    asked: bool

    def listen(self) -> None:
        """Begin to take notice."""

    def wait(self, until: float) -> None:
        """Return at the instant `until` of the monotonic clock, or as soon as a stop is asked for."""


class SignalStop:
    """A stop by SIGINT or SIGTERM. The work at hand is not interrupted."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.asked = False

    def listen(self) -> None:
        """Take both signals over from whoever has them."""
        for number in SIGNALS:
            signal.signal(number, self._ask)

    def wait(self, until: float) -> None:
        """Sleep in short naps: a handler may not wake what it has interrupted."""
        while not self.asked and (left_s := until - time.monotonic()) > 0:
            time.sleep(min(left_s, LOOKS_EVERY_S))

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked = True


def repeat(
    cycle: Callable[[], str], *, every_s: float, most_failures: int, stop: Stop, say: Callable[[str], None]
) -> None:
    """Run `cycle` every `every_s` seconds, or at once where one took longer, and say one line for each.

    What a failed cycle left undone the next one does. Raises CyclesError after `most_failures` of them in a row.
    """
    number = failures = 0
    while not stop.asked:
        due, number = time.monotonic() + every_s, number + 1
        try:
            said, failures = cycle(), 0
        except Exception as error:  # whatever it is, the next cycle may do better; the count in a row ends it
            failures += 1
            said = f"failed: {_one_line(error)}"
            # A signal to the whole process group takes Java away from the cycle that runs.
            if failures == most_failures and not stop.asked:
                raise CyclesError(f"{failures} cycles in a row failed, the last: {_one_line(error)}") from error
        say(f"cycle {number}: {said}")
        stop.wait(due)
    say(f"stopped after {number} cycles; what is undone the next start does")


def _one_line(error: Exception) -> str:
    text = str(error).strip().partition("\n")[0]
    return text if isinstance(error, TandemError) else f"{type(error).__name__}: {text}"
