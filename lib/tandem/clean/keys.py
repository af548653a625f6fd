"""The secret behind every pseudonym. It never lies in conf/."""

from __future__ import annotations

import hashlib
import os

from tandem.columns.ids import BLOCK
from tandem.errors import UsageError

VARIABLE = "TANDEM_ID_KEY"
SIMULATED_KEY = b"simulated"


def id_key(is_simulated: bool) -> bytes:
    """The key of all pseudonyms: from the environment, or the fixed one of the simulated company.

    Raises UsageError when a real company runs without one.
    """
    given = os.environ.get(VARIABLE, "")
    if given:
        return fitted(given.encode())
    if is_simulated:
        return SIMULATED_KEY
    raise UsageError(f"{VARIABLE} is not set; ids are hashed with it, so set it to a long random text and keep it safe")


def fitted(key: bytes) -> bytes:
    """`key` as HMAC uses it: one longer than a block is hashed first (RFC 2104)."""
    return key if len(key) <= BLOCK else hashlib.sha256(key).digest()
