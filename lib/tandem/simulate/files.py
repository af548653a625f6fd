"""Files that appear whole or not at all, and are left alone when their content is there already."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np


def gzip_bytes(data: bytes) -> bytes:
    """A gzip member without time and file name, so that equal content is equal bytes."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def write(path: Path, data: bytes) -> int:
    """Put `data` at `path` by way of a hidden temporary name; returns its length."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return len(data)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(data)
    temporary.replace(path)
    return len(data)


def spoil(rng: np.random.Generator, data: bytes, *, share: float, header: bool, keep: int) -> tuple[bytes, int]:
    """`data` with malformed lines put in between: lines cut off early, and a proxy's error page.

    At most `keep` characters of a line survive, too few to hold what a row needs.
    """
    ends = np.flatnonzero(np.frombuffer(data, dtype="u1") == ord("\n"))
    first = int(header)
    bad = int(rng.binomial(max(0, len(ends) - first), share))
    if not bad:
        return data, 0
    after = np.sort(rng.integers(first, len(ends), bad))
    pieces, done = [], 0
    for number, line in enumerate(after.tolist()):
        start, end = (int(ends[line - 1]) + 1 if line else 0), int(ends[line]) + 1
        cut = data[start : start + max(4, keep - number % 5)].rstrip(b"\n") + b"\n"
        pieces += [data[done:end], b"<html>502 Bad Gateway</html>\n" if number % 4 == 3 else cut]
        done = end
    return b"".join([*pieces, data[done:]]), bad
