"""Rows as a dict of equally long numpy arrays: all the frame that the simulator needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Rows = dict[str, Array]


def count(rows: Rows) -> int:
    """Number of rows."""
    return len(next(iter(rows.values()))) if rows else 0


def pick(rows: Rows, which: Array) -> Rows:
    """The rows at `which`, a mask or indices."""
    index = np.flatnonzero(which) if which.dtype == np.bool_ else which
    return {name: values[index] for name, values in rows.items()}


def stack(parts: Iterable[Rows]) -> Rows:
    """All rows of `parts`, which have the same columns."""
    filled = [part for part in parts if part]
    return {name: np.concatenate([part[name] for part in filled]) for name in filled[0]} if filled else {}


def place_in_group(group: Array) -> Array:
    """0, 1, 2, ... within each run of equal values."""
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else np.zeros(0, dtype=np.int64)
    return np.arange(len(group)) - np.repeat(starts, np.diff(np.r_[starts, len(group)]))
