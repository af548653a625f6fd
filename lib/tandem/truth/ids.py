"""Pseudonyms as clean makes them, in plain Python."""

from __future__ import annotations

import hmac

ID_LENGTH = 32  # hex digits, 16 bytes


def pseudonym(value: str, *, kind: str, key: bytes) -> str:
    """The first 32 hex of HMAC-SHA256(key, "kind:value"); the same as tandem.columns.ids."""
    return hmac.new(key, f"{kind}:{value}".encode(), "sha256").hexdigest()[:ID_LENGTH]
