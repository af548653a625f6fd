"""Path transforms by name: touches that are taken out of paths before any model looks at them, and how many they were.

The names are Fractribution's and Snowplow's. They work on journeys with and without a conversion alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tandem.errors import UsageError
from tandem.paths.arrays import Flags, Ints, Paths

WORDS = {
    "unique": "every touch counts as its own: nothing is removed",
    "exposure": "repeats in a row become one, the last of them",
    "first": "each channel stays where it came first",
    "remove_if_last_and_not_all[CHANNEL]": "the channel is taken off the end, unless the path is nothing else",
    "remove_if_not_all[CHANNEL]": "the channel is taken out, unless the path is nothing else",
    "trim_last[N]": "the last N touches stay",
}


@dataclass(frozen=True)
class Removed:
    """What one transform took out: touches, and paths that lost any."""

    transform: str
    by_path: Ints  # touches, one number per path

    @property
    def touches(self) -> int:
        """Of all paths."""
        return int(self.by_path.sum())

    @property
    def paths(self) -> int:
        """Those that lost any."""
        return int(np.count_nonzero(self.by_path))


def apply_transforms(paths: Paths, names: Sequence[str]) -> tuple[Paths, list[Removed]]:
    """The paths after all transforms in turn, and what each removed; none leaves a path empty.

    Raises UsageError for a transform that does not exist or lacks its argument.
    """
    steps = [(name, transform_of(name)) for name in names]
    removed = []
    for name, step in steps:
        keep = step(paths)
        removed.append(Removed(name, np.bincount(paths.path[~keep], minlength=paths.starts.size)))
        paths = paths.kept(keep)
    return paths, removed


def names_in(text: str) -> list[str]:
    """The transforms of a text like `exposure,remove_if_not_all[Direct, typed],trim_last[5]`."""
    return [part.strip() for part in re.findall(r"[^,\[]+(?:\[[^\]]*\]?)?", text) if part.strip()]


def transform_of(text: str, where: str = "--transforms") -> Callable[[Paths], Flags]:
    """Touches to keep, by a transform's name and argument; UsageError, which says where, when there is none such."""
    parsed = re.fullmatch(r"(\w+)(?:\[(.*)\])?", text.strip(), re.DOTALL)
    name, argument = parsed.groups() if parsed else ("", None)
    plain = {"unique": _all, "exposure": _exposure, "first": lambda paths: paths.firsts}
    if name in plain and argument is None:
        return plain[name]
    if name in ("remove_if_last_and_not_all", "remove_if_not_all") and argument and argument.strip():
        channel = argument.strip()
        remove = _not_last if name == "remove_if_last_and_not_all" else _not
        return lambda paths: remove(paths, channel)
    if name == "trim_last" and argument and re.fullmatch(r"\s*0*[1-9]\d*\s*", argument):
        longest = int(argument)
        return lambda paths: paths.places >= paths.sizes[paths.path] - longest
    raise UsageError(f"{where}: {text!r} is none of them; known are {', '.join(WORDS)}")


def _all(paths: Paths) -> Flags:
    return np.ones(paths.touch.size, dtype=bool)


def _exposure(paths: Paths) -> Flags:
    # The last of a run stays, so that its age is the age of the touch that was remembered best.
    follows = np.append(paths.path[1:] == paths.path[:-1], False)[: paths.touch.size]
    same = np.append(paths.touch[1:] == paths.touch[:-1], False)[: paths.touch.size]
    keep: Flags = ~(follows & same)
    return keep


def _not(paths: Paths, channel: str) -> Flags:
    is_other = ~paths.named((channel,))
    has_other = np.logical_or.reduceat(is_other, paths.starts)
    keep: Flags = is_other | ~has_other[paths.path]
    return keep


def _not_last(paths: Paths, channel: str) -> Flags:
    is_other = ~paths.named((channel,))
    last_other = np.maximum.reduceat(np.where(is_other, paths.places, -1), paths.starts)[paths.path]
    keep: Flags = (paths.places <= last_other) | (last_other < 0)
    return keep
