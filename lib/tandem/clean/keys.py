"""The secrets behind every pseudonym, oldest first. They never lie in conf/, nor in the lake."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from itertools import accumulate

from tandem.columns.ids import BLOCK, rekeyed_text
from tandem.errors import UsageError

VARIABLE = "TANDEM_ID_KEY"  # the first; TANDEM_ID_KEY_1, TANDEM_ID_KEY_2, ... those of later epochs
SIMULATED_KEY = b"simulated"
CHECKED = "tandem:key"  # the text whose pseudonym tells keys apart


def id_keys(is_simulated: bool) -> tuple[bytes, ...]:
    """The keys of all pseudonyms in the order they are applied, from the environment.

    The simulated company has a fixed first one. Raises UsageError when a real company runs without, when a number is
    left out, or when a key is used twice.
    """
    first = os.environ.get(VARIABLE, "").encode() or (SIMULATED_KEY if is_simulated else b"")
    if not first:
        raise UsageError(
            f"{VARIABLE} is not set; ids are hashed with it, so set it to a long random text and keep it safe"
        )
    keys = (fitted(first), *(fitted(key) for key in later_keys()))
    if len(set(keys)) < len(keys):
        raise UsageError(f"{VARIABLE}_1, _2, ...: two keys are equal; a new epoch needs a new random text")
    return keys


def later_keys() -> list[bytes]:
    """TANDEM_ID_KEY_1, _2, ... up to the last one set. Raises UsageError for a gap."""
    names = [f"{VARIABLE}_{number}" for number in range(1, _last_number() + 1)]
    if missing := [name for name in names if not os.environ.get(name)]:
        raise UsageError(f"{', '.join(missing)}: not set, though a later key is; every key since the first is needed")
    return [os.environ[name].encode() for name in names]


def key_checks(keys: Sequence[bytes]) -> tuple[str, ...]:
    """For each epoch what a lake may keep of its key: `epoch:pseudonym of a fixed text`, from which no key follows."""
    _, *texts = accumulate(keys, rekeyed_text, initial=CHECKED)
    return tuple(f"{epoch}:{text}" for epoch, text in enumerate(texts))


def fitted(key: bytes) -> bytes:
    """`key` as HMAC uses it: one longer than a block is hashed first (RFC 2104)."""
    return key if len(key) <= BLOCK else hashlib.sha256(key).digest()


def _last_number() -> int:
    """The greatest N of the variables TANDEM_ID_KEY_N that are set; 0 when none is."""
    ends = [
        name.removeprefix(f"{VARIABLE}_")
        for name, value in os.environ.items()
        if value and name.startswith(f"{VARIABLE}_")
    ]
    return max((int(end) for end in ends if end.isdecimal()), default=0)
