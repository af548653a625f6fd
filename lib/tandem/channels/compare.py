"""Two versions of the channels side by side: which visits move from which channel to which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tandem.channels.marks import Marks, Stated, channel_of, marks_of
from tandem.channels.rules import ChannelRules


class Placed(NamedTuple):
    """Where one version puts a visit, and by what marks."""

    channel: str
    marks: Marks


@dataclass(frozen=True)
class Comparison:
    """Visits under both versions."""

    visits: int
    moved: Mapping[tuple[Placed, Placed], int]  # under the old and the new version -> visits

    def channels(self) -> list[tuple[str, str, int]]:
        """Old channel, new channel and visits, most first."""
        counts: Counter[tuple[str, str]] = Counter()
        for (old, new), visits in self.moved.items():
            counts[old.channel, new.channel] += visits
        return [(*pair, visits) for pair, visits in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]

    def between(self, old: str, new: str) -> list[tuple[Marks, Marks, int]]:
        """Marks under the old and the new version of what moves between two channels, and visits, most first."""
        found = [
            (before.marks, after.marks, visits)
            for (before, after), visits in self.moved.items()
            if (before.channel, after.channel) == (old, new)
        ]
        return sorted(found, key=lambda each: (-each[2], str(each[:2])))


def compare(visits: Mapping[Stated, int], old: ChannelRules, new: ChannelRules) -> Comparison:
    """What moves among `visits`, counted by what they state."""
    places = [_placed(visits, rules) for rules in (old, new)]
    moved: Counter[tuple[Placed, Placed]] = Counter()
    for stated, count in visits.items():
        before, after = (each[stated] for each in places)
        if before.channel != after.channel:
            moved[before, after] += count
    return Comparison(sum(visits.values()), moved)


def _placed(visits: Mapping[Stated, int], rules: ChannelRules) -> dict[Stated, Placed]:
    """Where the rules put each; what has the same marks is asked once."""
    marks = {stated: marks_of(stated, rules) for stated in visits}
    channels = {each: channel_of(each, rules) for each in set(marks.values())}
    return {stated: Placed(channels[each], each) for stated, each in marks.items()}
