"""Arrays of text built column by column, with no Python loop over rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.simulate.draws import Keys, mix
from tandem.simulate.rows import Array

PAIRS = np.array([f"{value:02x}" for value in range(256)], dtype="S2").view("u2").ravel()
WEB_SAFE = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", dtype="u1")
OCTETS = pa.array([f"{value >> 8}.{value & 255}" for value in range(1 << 16)])
CENTS = pa.array([f"{value:02d}" for value in range(100)])


def join(*parts: Any) -> pa.Array:
    """Arrays of texts joined row by row; a plain text repeats."""
    return pc.binary_join_element_wise(*(pa.scalar(part) if isinstance(part, str) else part for part in parts), "")


def table(texts: Sequence[str], *, before: str = "", after: str = "") -> pa.Array:
    """Texts to look codes up in: code -1 is the empty text."""
    return pa.array([*(f"{before}{text}{after}" for text in texts), ""])


def look_up(texts: pa.Array, codes: Array) -> pa.Array:
    """The text of each code; -1 takes the last, which `table` leaves empty."""
    return texts.take(pa.array(np.where(codes < 0, len(texts) - 1, codes)))


def where(mask: Array, make: Callable[[Array], pa.Array]) -> pa.Array:
    """Texts made for the rows of `mask` only; empty elsewhere."""
    index = np.flatnonzero(mask)
    place = np.zeros(len(mask), dtype=np.int64)
    place[index] = 1 + np.arange(len(index))
    made = make(index)
    return pa.concat_arrays([pa.array([""], made.type), made]).take(pa.array(place))


def or_null(texts: pa.Array) -> pa.Array:
    """Empty texts as nulls."""
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def integers(values: Array) -> pa.Array:
    """Whole numbers in decimal digits."""
    return pc.cast(pa.array(values.astype(np.int64)), pa.string())


def money(cents: Array, point: str = ".") -> pa.Array:
    """Amounts with two decimals."""
    return join(integers(cents // 100), point, CENTS.take(pa.array(cents % 100)))


def iso(instants_ms: Array) -> pa.Array:
    """Instants as 2026-01-05T12:00:00.000Z."""
    plain = pc.cast(pa.array(instants_ms.astype(np.int64)).cast(pa.timestamp("ms")), pa.string())
    return join(pc.replace_substring(plain, " ", "T", max_replacements=1), "Z")


def addresses(numbers: Array) -> pa.Array:
    """IPv4 addresses."""
    return join(OCTETS.take(pa.array(numbers >> 16)), ".", OCTETS.take(pa.array(numbers & 0xFFFF)))


def hexadecimal(values: Keys) -> pa.Array:
    """16 hexadecimal digits of each number."""
    digits = PAIRS[values.astype(">u8").view("u1")].reshape(-1, 8)
    return _fixed_width(np.ascontiguousarray(digits).view("u1"))


def long_hexadecimal(values: Keys) -> pa.Array:
    """64 hexadecimal digits of each number, as a SHA-256 would have."""
    return join(*(hexadecimal(mix(values + np.uint64(part) * np.uint64(0x9E37_79B9))) for part in range(4)))


def tokens(values: Keys) -> pa.Array:
    """24 characters of a click id; upper and lower case matter."""
    words = np.stack([mix(values + np.uint64(part)) for part in range(3)], axis=1)
    return _fixed_width(WEB_SAFE[np.ascontiguousarray(words).view("u1").reshape(len(values), 24) & 63])


def text_bytes(lines: pa.Array) -> bytes:
    """All texts of an array one after another."""
    data = lines.buffers()[2]
    return bytes(data) if data is not None else b""


def _fixed_width(characters: Array) -> pa.Array:
    rows, width = characters.shape if characters.ndim == 2 else (len(characters), 0)
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32) if rows else np.zeros(1, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), rows, [None, pa.py_buffer(offsets), pa.py_buffer(characters)])
