"""Pseudonyms as clean makes them, in plain Python."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

ID_LENGTH = 32  # hex digits, 16 bytes


def pseudonym(value: str, *, kind: str, keys: Sequence[bytes]) -> str:
    """The first 32 hex of HMAC-SHA256(first key, "kind:value"), and so on by later keys; as tandem.columns.ids."""
    text = f"{kind}:{value}"
    for key in keys:
        text = hmac.new(key, text.encode(), "sha256").hexdigest()[:ID_LENGTH]
    return text
