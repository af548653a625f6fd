"""Distinct paths of a period, with how often each was walked. Arrays and Arrow only; no Spark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.paths.arrays import Floats, Ints, Numbers, Paths
from tandem.paths.steps import SEPARATOR, Steps

CUT_AT_ONCE = 100_000  # paths


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
    sums = np.zeros((len(coded.dictionary), 3))
    np.add.at(sums, coded.indices.to_numpy(), np.stack([journeys * ~is_null, value, journeys * is_null], axis=1))
    order = pc.sort_indices(coded.dictionary)
    texts, sums = coded.dictionary.take(order), sums[order.to_numpy()]
    del on_level, coded  # of a large period as much again as its paths
    if len(texts) and not texts[0].as_py():
        return Walked(_paths(texts[1:], sums[1:]), *sums[0, :2].tolist())
    return Walked(_paths(texts, sums))


def amounts(paths: Paths) -> Floats:
    """Conversions and value of each path."""
    assert paths.value is not None
    return np.stack([paths.conversions, paths.value], axis=1)


def _paths(texts: pa.StringArray, sums: Floats) -> Paths | None:
    """Paths of these texts; `sums` are conversions, value and journeys without a conversion of each."""
    if not len(texts):
        return None
    names, touch, sizes = cut(texts)
    starts = (np.cumsum(sizes) - sizes).astype(np.int64)
    return Paths(names, touch, starts, sums[:, 0], sums[:, 1], sums[:, 2])


def cut(texts: pa.StringArray) -> tuple[tuple[str, ...], Numbers, Ints]:
    """Names in order of first appearance, the number of every step, and how many steps each path has."""
    if pc.any(pc.match_substring(texts, '"')).as_py():
        steps = Steps(SEPARATOR)
        numbered = [np.array(steps.of(text), dtype=np.int32) for text in texts.to_pylist()]
        return steps.names, np.concatenate(numbered), np.array([each.size for each in numbered], dtype=np.int64)
    # Without quotes a step is what stands between separators: many paths are cut at once, in a sixth of the time.
    numbers: dict[str, int] = {}
    touch, sizes = [], []
    for at in range(0, len(texts), CUT_AT_ONCE):
        parts = pc.split_pattern(texts.slice(at, CUT_AT_ONCE), SEPARATOR)
        coded = parts.flatten().dictionary_encode()
        known = [numbers.setdefault(name.strip(), len(numbers)) for name in coded.dictionary.to_pylist()]
        touch.append(np.array(known, dtype=np.int32)[coded.indices.to_numpy()])
        sizes.append(pc.list_value_length(parts).to_numpy().astype(np.int64))
    return tuple(numbers), np.concatenate(touch), np.concatenate(sizes)
