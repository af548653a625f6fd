"""Paths as flat arrays: the touches of all paths in a row, and where each path begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Numbers = NDArray[np.signedinteger[Any]]  # of names, states or touches: 32 bits where a period has millions of touches
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Paths:
    """Distinct or repeated paths, each with its weight: no path is empty, no count is ever expanded into rows."""

    names: tuple[str, ...]  # the channel behind each number in `touch`
    touch: Numbers  # one per touch, path by path, in order
    starts: Ints  # where each path begins in `touch`
    conversions: Floats  # one per path
    value: Floats | None  # one per path, in the file's own unit; None: the file has none
    nulls: Floats | None  # one per path, journeys without a conversion; None: the file has none
    age_days: Floats | None = None  # one per touch, before the end of its path; None: the file has no times
    type: tuple[str, ...] | None = None  # one per touch: impression, click, ...; None: the file has none
    groups: tuple[str, ...] | None = None  # the wider name of each name (a campaign's channel), which names it too

    @cached_property
    def sizes(self) -> Ints:
        """Touches of each path."""
        return np.diff(np.append(self.starts, self.touch.size)).astype(np.int64)

    @cached_property
    def path(self) -> Ints:
        """The path of each touch."""
        return np.repeat(np.arange(self.starts.size), self.sizes)

    @cached_property
    def places(self) -> Ints:
        """Place of each touch in its path, from 0."""
        return np.arange(self.touch.size) - self.starts[self.path]

    @property
    def last(self) -> Ints:
        """Where each path ends in `touch`."""
        return self.starts + self.sizes - 1

    def walked_by(self, conversions: Floats, value: Floats, nulls: Floats) -> Paths:
        """The same paths with other weights; what is known of their shape stays known."""
        again = replace(self, conversions=conversions, value=value, nulls=nulls)
        again.__dict__.update({name: getattr(self, name) for name in ("sizes", "path", "places")})
        return again

    def named(self, names: tuple[str, ...]) -> Flags:
        """Touches of these channels, in any case of letters."""
        sought = {name.casefold() for name in names}
        known = zip(self.names, self.groups or self.names, strict=True)
        is_sought = np.array([bool({name.casefold(), group.casefold()} & sought) for name, group in known], dtype=bool)
        flags: Flags = is_sought[self.touch]
        return flags

    @cached_property
    def firsts(self) -> Flags:
        """The first touch of each channel in each path."""
        _, first = np.unique(self.path * len(self.names) + self.touch, return_index=True)
        is_first = np.zeros(self.touch.size, dtype=bool)
        is_first[first] = True
        return is_first

    def kept(self, keep: Flags) -> Paths:
        """The same paths with only the touches to keep, at least one of each path."""
        sizes = np.bincount(self.path[keep], minlength=self.starts.size)
        return replace(
            self,
            touch=self.touch[keep],
            starts=(np.cumsum(sizes) - sizes).astype(np.int64),
            age_days=None if self.age_days is None else self.age_days[keep],
            type=None if self.type is None else tuple(np.array(self.type, dtype=object)[keep]),
        )

    def with_untouched(self, name: str, conversions: float, value: float, nulls: float) -> Paths:
        """The same paths and one more: that single channel, which stands for conversions that followed no touch."""
        number = self.names.index(name) if name in self.names else len(self.names)
        return replace(
            self,
            names=self.names if number < len(self.names) else (*self.names, name),
            touch=np.append(self.touch, number),
            starts=np.append(self.starts, self.touch.size),
            conversions=np.append(self.conversions, conversions),
            value=None if self.value is None else np.append(self.value, value),
            nulls=None if self.nulls is None else np.append(self.nulls, nulls),
            age_days=None if self.age_days is None else np.append(self.age_days, 0.0),
            type=None if self.type is None else (*self.type, ""),
            groups=None if self.groups is None else (*self.groups, name)[: max(len(self.names), number + 1)],
        )
