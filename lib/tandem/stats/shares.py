"""A share of counts with its doubt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.stats.beta import quantile

COVERAGE = 0.9


@dataclass(frozen=True)
class Share:
    """So many of so many; None everywhere where there is nothing to be part of."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Part of whole."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Jeffreys' 90 % interval (Brown, Cai and DasGupta 2001): it ends at 0 or 1 where nothing or all is part."""
        if not self.whole:
            return None
        alpha, beta = np.array([self.part + 0.5]), np.array([self.whole - self.part + 0.5])
        low, high = (float(quantile(alpha, beta, point)[0]) for point in ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2))
        return (low if self.part else 0.0), (high if self.part < self.whole else 1.0)
