"""Precision and recall over pairs, from contingency counts: no pair is ever enumerated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tandem.truth.groups import ratio


@dataclass(frozen=True)
class PairScore:
    """How well a grouping fits the true one; pairs are of two different rows of one group."""

    rows: int
    true_pairs: int  # rows of one true group
    measured_pairs: int  # rows of one measured group
    common_pairs: int  # both
    knowable_pairs: int  # of the true pairs
    knowable_found: int  # of these, in one measured group

    @property
    def precision(self) -> float | None:
        """Share of the measured pairs that are true."""
        return ratio(self.common_pairs, self.measured_pairs)

    @property
    def recall(self) -> float | None:
        """Share of the true pairs that were measured."""
        return ratio(self.common_pairs, self.true_pairs)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall: 2 common / (measured + true)."""
        return ratio(2 * self.common_pairs, self.measured_pairs + self.true_pairs)

    @property
    def knowable_recall(self) -> float | None:
        """Share of the knowable pairs that were measured."""
        return ratio(self.knowable_found, self.knowable_pairs)


def score_pairs(true: pd.Series, measured: pd.Series, knowable: pd.Series) -> PairScore:
    """Score of one row a thing: its true group, its measured one, and the part of the true group that can be known.

    A row without a measured group is alone in it.
    """
    alone = pd.Series(np.arange(len(true)), index=true.index)
    true_code, known_code = _codes(true), _codes(knowable)
    found = _codes(measured)
    found = np.where(found < 0, found.max(initial=0) + 1 + alone.to_numpy(), found)
    return PairScore(
        rows=len(true),
        true_pairs=pairs_within(true_code),
        measured_pairs=pairs_within(found),
        common_pairs=pairs_within(true_code, found),
        knowable_pairs=pairs_within(true_code, known_code),
        knowable_found=pairs_within(true_code, known_code, found),
    )


def pairs_within(*codes: np.ndarray) -> int:
    """Pairs of rows that agree in all `codes`: the sum of n (n - 1) / 2 over the cells."""
    sizes = pd.DataFrame(dict(enumerate(codes))).groupby(list(range(len(codes))), sort=False).size().to_numpy()
    return int((sizes.astype(np.int64) * (sizes - 1) // 2).sum())


def _codes(values: pd.Series) -> np.ndarray:
    """A number for each distinct value; -1 for null."""
    return pd.factorize(values)[0]
