"""Lists of records in, one link per record out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tandem.errors import UsageError
from tandem.records.clusters import MODEL, Clusters, cluster
from tandem.records.definition import LinkModel
from tandem.records.read import Records, read_records
from tandem.records.score import Scored, score_pairs

HEAD = ("source", "record_id", "cluster_id", "match_probability", "rule", "linked_to")


@dataclass(frozen=True)
class Linked:
    """Records with their persons."""

    records: Records
    scored: Scored
    clusters: Clusters

    def rows(self) -> Iterator[tuple[object, ...]]:
        """HEAD of every record: its person, and the best pair that links it, blank where it is alone.

        A person is named after its first record, in order of list and id.
        """
        for place, (first, best) in enumerate(zip(self.clusters.first, self.clusters.best, strict=True)):
            record = (self.records.source[place], self.records.record_id[place], self.records.name_of(first))
            if best is None:
                yield (*record, None, None, None)
            else:
                other = best.left + best.right - place
                yield (*record, best.probability, best.rule, self.records.name_of(other))

    @property
    def sizes(self) -> Counter[int]:
        """Persons by their number of records."""
        return Counter(Counter(self.clusters.first).values())

    @property
    def expected_wrong(self) -> float:
        """Links of the model that are wrong if its probabilities are right."""
        return sum(1 - pair.probability for pair in self.clusters.links if pair.rule == MODEL)


def link_records(files: Sequence[Path], model: LinkModel, *, one_per_source: bool = False) -> Linked:
    """Which records of the lists are one person, at most one of each list where there is `one_per_source`.

    Raises UsageError and TandemError for lists that cannot be read, and UsageError when Splink is not installed.
    """
    if one_per_source and len(files) < 2:
        raise UsageError("identity link: --one-per-source links between lists; expected at least two, given one")
    records = read_records(files, model)
    scored = score_pairs(records, model, one_per_source=one_per_source)
    sources = records.source if one_per_source else None
    return Linked(records, scored, cluster(len(records), scored.pairs, sources))
