"""Distinct paths of a period, with how often each was walked. Arrays and Arrow only; no Spark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.paths.arrays import Floats, Paths
from tandem.paths.steps import SEPARATOR, Steps


@dataclass(frozen=True)
class Walked:
    """Distinct paths of one type of conversion on one level, with what followed no touch at all."""

    paths: Paths | None  # None: nobody touched anything
    untouched: float = 0.0  # conversions
    untouched_value: float = 0.0

    @property
    def totals(self) -> Floats:
        """Conversions and value of the period, with and without touches."""
        untouched = np.array([self.untouched, self.untouched_value])
        return untouched if self.paths is None else untouched + amounts(self.paths).sum(axis=0)

    @property
    def journeys(self) -> int:
        """With and without a conversion, of those that touched something."""
        if self.paths is None or self.paths.nulls is None:
            return 0
        return round(float(self.paths.conversions.sum() + self.paths.nulls.sum()))


def read_walked(counts: pa.Table, type_: str, level: str) -> Walked:
    """Paths of one type and level out of counts (level, outcome, type, path, journeys, value), in order of their text.

    Journeys without a conversion belong to their own type; those of none to every type.
    """
    is_ours = pc.is_in(counts["type"], value_set=pa.array([type_, ""]))
    on_level = counts.filter(pc.and_(is_ours, pc.equal(counts["level"], level)))
    is_null = pc.equal(on_level["outcome"], "null").to_numpy()
    journeys = on_level["journeys"].to_numpy().astype(np.float64)
    value = on_level["value"].cast(pa.float64()).to_numpy()
    coded = on_level["path"].combine_chunks().dictionary_encode()
    texts, code = coded.dictionary.to_pylist(), coded.indices.to_numpy()
    order = sorted(range(len(texts)), key=texts.__getitem__)
    sums = np.zeros((len(texts), 3))
    np.add.at(sums, code, np.stack([journeys * ~is_null, value, journeys * is_null], axis=1))
    if order and not texts[order[0]]:
        return Walked(_paths([texts[n] for n in order[1:]], sums[order[1:]]), *sums[order[0], :2].tolist())
    return Walked(_paths([texts[n] for n in order], sums[order]))


def amounts(paths: Paths) -> Floats:
    """Conversions and value of each path."""
    assert paths.value is not None
    return np.stack([paths.conversions, paths.value], axis=1)


def _paths(texts: list[str], sums: Floats) -> Paths | None:
    """Paths of these texts; `sums` are conversions, value and journeys without a conversion of each."""
    if not texts:
        return None
    steps = Steps(SEPARATOR)
    numbers = [np.array(steps.of(text), dtype=np.int64) for text in texts]
    sizes = np.array([each.size for each in numbers], dtype=np.int64)
    starts = (np.cumsum(sizes) - sizes).astype(np.int64)
    return Paths(steps.names, np.concatenate(numbers), starts, sums[:, 0], sums[:, 1], sums[:, 2])
