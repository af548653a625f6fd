"""Ids: keyed pseudonyms for whatever identifies a person, plain digests for ids of our own."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

ID_LENGTH = 32  # hex digits, 16 bytes
BLOCK = 64  # bytes of one SHA-256 block
NO_AGENT = "0" * ID_LENGTH  # a null user agent is a class of its own


def pseudonym(value: Column, *, kind: str, keys: Sequence[bytes]) -> Column:
    """The first 32 hex of HMAC-SHA256(first key, "kind:value"), re-keyed by each later key; null for a null `value`.

    The kind keeps a device and a user of the same text apart.
    """
    first, *later = keys
    return reduce(rekeyed, later, _keyed(f"{kind}:", value, first))


def rekeyed(old_id: Column, key: bytes) -> Column:
    """The pseudonym of the next epoch: the first 32 hex of HMAC-SHA256(key, old id). No raw id is needed."""
    return _keyed("", old_id, key)


def rekeyed_text(old_id: str, key: bytes) -> str:
    """What `rekeyed` makes of a single id."""
    return hmac.new(key, old_id.encode(), hashlib.sha256).hexdigest()[:ID_LENGTH]


def _keyed(prefix: str, value: Column, key: bytes) -> Column:
    """The first 32 hex of HMAC-SHA256(key, prefix and value); `key` must not exceed one block (RFC 2104)."""
    block = key.ljust(BLOCK, b"\0")
    inner = bytes(byte ^ 0x36 for byte in block) + prefix.encode()
    outer = bytes(byte ^ 0x5C for byte in block)
    message = F.sha2(F.concat(F.lit(inner), value.cast("binary")), 256)
    return F.substring(F.sha2(F.concat(F.lit(outer), F.unhex(message)), 256), 1, ID_LENGTH)


def digest(*parts: Column) -> Column:
    """32 hex of `parts` in their order; for ids that need no secret."""
    return F.substring(F.sha2(F.concat_ws("\n", *parts), 256), 1, ID_LENGTH)


def agent_id(user_agent: Column) -> Column:
    """32 hex of a user agent; zeros for none, so that a filter on robots never drops it."""
    return F.coalesce(F.md5(user_agent), F.lit(NO_AGENT))
